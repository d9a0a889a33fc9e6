/**
 * Everything that one can do in the window, by name: the command palette lists it and the keyboard
 * reaches it. A capability adds its commands where it lives: for good in its store (`addCommands`), or
 * while its panel is shown (`useCommands`).
 */
import { useEffect } from 'react';
import { create } from 'zustand';

export interface Command {
  /** Stable and unique: `files.new-folder`. A later command with the same id takes its place. */
  id: string;
  /** As the person reads it: `New folder`. */
  title: string;
  /** Heading in the palette: `Files`, `gpu1`, `Window`. */
  group: string;
  /** Other words by which it is found. */
  keywords?: readonly string[];
  /** Keys that run it, as Mantine writes them: `mod+K`, `mod+shift+P`; `mod` is Ctrl or Cmd. */
  keys?: string;
  /** More keys that run it, outside of terminals. */
  otherKeys?: readonly string[];
  /** `keys` work even while a terminal or text field has the focus. */
  everywhere?: boolean;
  /** The keys work while a dialog is open, too. */
  overDialogs?: boolean;
  /** Why it cannot be run now, as a short sentence; the palette lists it with that. */
  disabled?: string;
  run(): void;
}

interface Registry {
  /** In the order in which they were added. */
  commands: ReadonlyMap<string, Command>;
}

const useRegistry = create<Registry>()(() => ({ commands: new Map() }));

/** Adds commands until the returned function is called. */
export function addCommands(added: readonly Command[]): () => void {
  useRegistry.setState(({ commands }) => {
    const next = new Map(commands);
    for (const command of added) next.set(command.id, command);
    return { commands: next };
  });
  return () =>
    useRegistry.setState(({ commands }) => {
      const next = new Map(commands);
      // One that was replaced meanwhile belongs to somebody else.
      for (const command of added) if (next.get(command.id) === command) next.delete(command.id);
      return { commands: next };
    });
}

/** Offers commands while the component is shown. `commands` is memoised by the caller. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => addCommands(commands), [commands]);
}

/** All commands that can be run now. */
export const useAllCommands = () => useRegistry(({ commands }) => commands);
export const allCommands = (): Command[] => [...useRegistry.getState().commands.values()];

/** Runs a command by its id; false when there is none that can be run now. */
export function runCommand(id: string): boolean {
  const command = useRegistry.getState().commands.get(id);
  if (!command || command.disabled !== undefined) return false;
  command.run();
  return true;
}
