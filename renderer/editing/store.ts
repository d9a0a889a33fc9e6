/** Mirrors the files that are open in the person's editor; opens them, and drags files out. */
import { client } from '../connect';
import { createMirror } from '../connect/mirror';
import { addCommands } from '../kit/commands';
import { say, sayProblem } from '../kit/toast';
import { DragShelf } from './drag-shelf';
import { needsCare } from './words';

export const useEdits = createMirror('editing.list', {});

export async function openInEditor(server: string, path: string): Promise<void> {
  const outcome = await client.ask('editing.open', { server, path });
  if (!outcome.ok) sayProblem(outcome.problem);
}

export async function saveEdit(id: string): Promise<void> {
  const outcome = await client.ask('editing.save', { id });
  if (!outcome.ok) sayProblem(outcome.problem);
}

export async function resolveEdit(id: string, choice: 'mine' | 'theirs' | 'both'): Promise<void> {
  const outcome = await client.ask('editing.resolve', { id, choice });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** False when there are changes that the server does not have: the person decides. */
export async function closeEdit(id: string, discard: boolean): Promise<boolean> {
  const outcome = await client.ask('editing.close', { id, discard });
  if (outcome.ok) return true;
  if (outcome.problem.tag !== 'editing/unsent') sayProblem(outcome.problem);
  return outcome.problem.tag !== 'editing/unsent';
}

addCommands([
  {
    id: 'editing.send-again',
    title: 'Send edited files that did not arrive',
    group: 'Files',
    keywords: ['editor', 'save', 'retry'],
    run: () => {
      const waiting = (useEdits.getState().snapshot ?? []).filter(needsCare);
      if (waiting.length === 0) say('Every edited file is on its server.');
      for (const { id } of waiting) void saveEdit(id);
    },
  },
]);

const shelf = new DragShelf();

/**
 * A drag of rows begins. The other program takes real files, so they are fetched first: they are
 * handed over at once when an earlier drag fetched them, and else the person drags again.
 */
export function dragOut(server: string, paths: string[], event: React.DragEvent): void {
  event.preventDefault();
  const key = JSON.stringify([server, paths]);
  const ready = shelf.take(key);
  if (ready) {
    void client.ask('shell.startDrag', { grants: ready }).then((outcome) => {
      if (!outcome.ok) sayProblem(outcome.problem);
    });
    return;
  }
  if (!shelf.begin(key)) return;
  say('Fetching what you drag. It can be dropped elsewhere once it is here.');
  void client.ask('editing.prepareDrag', { server, paths }).then((outcome) => {
    shelf.end(key, outcome.ok ? outcome.value.grants : undefined);
    if (outcome.ok) say('Ready now: drag again.');
    else sayProblem(outcome.problem);
  });
}
