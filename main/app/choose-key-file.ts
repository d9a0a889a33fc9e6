/** Lets the person choose a private key. The page gets its path only: it goes into the ssh config. */
import { open } from 'node:fs/promises';
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ValueOf } from '../../preload/contract';
import { asWritten } from '../engine/kit/home-path';

/** @param folder where keys usually are */
export async function chooseKeyFile(
  window: BrowserWindow | undefined,
  folder: string,
): Promise<ValueOf<'shell.chooseKeyFile'>> {
  const options: OpenDialogOptions = {
    title: 'Choose a private key',
    defaultPath: folder,
    properties: ['openFile', 'showHiddenFiles'],
  };
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  const [path] = filePaths;
  if (path === undefined) return null;
  return { path: asWritten(path), putty: await isPuttyKey(path) };
}

/** Whether a file is a key as PuTTY keeps it, from its first line. */
async function isPuttyKey(path: string): Promise<boolean> {
  const mark = 'PuTTY-User-Key-File-';
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mark.length), 0, mark.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === mark;
  } finally {
    await file.close();
  }
}
