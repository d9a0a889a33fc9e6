/**
 * Dropped files and folders: turns a drop into one-time grants. The page never learns a path, and a
 * drop that lands nowhere never navigates the window.
 */
import { useEffect, useRef, useState } from 'react';
import { grantFor } from '../connect';

/** The most files that one drop may carry (the contract's bound). */
export const dropLimit = 10_000;

export function carriesFiles(event: React.DragEvent | DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Grants for what was dropped, in its order; `refused` counts what has no local path. */
export async function grantsOf(
  files: readonly File[],
): Promise<{ grants: string[]; refused: number }> {
  const settled = await Promise.allSettled(files.slice(0, dropLimit).map((file) => grantFor(file)));
  const grants = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return { grants, refused: files.length - grants.length };
}

/** Handlers for an element that takes files; `over` is true while some hover above it. */
export function useFileDrop(onFiles: (files: File[]) => void, enabled = true) {
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  // A drop on a target inside this one ends the hover here too.
  useEffect(() => {
    const end = () => {
      depth.current = 0;
      setOver(false);
    };
    window.addEventListener('drop', end, true);
    return () => window.removeEventListener('drop', end, true);
  }, []);
  if (!enabled) return { over: false, handlers: {} };
  return {
    over,
    handlers: {
      onDragEnter(event: React.DragEvent) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      },
      onDragOver(event: React.DragEvent) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave(event: React.DragEvent) {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      },
      onDrop(event: React.DragEvent) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}

/** Keeps a file dropped beside every target from opening in the window. */
export function refuseStrayDrops(): void {
  const refuse = (event: DragEvent) => {
    if (!carriesFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
  };
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
}
