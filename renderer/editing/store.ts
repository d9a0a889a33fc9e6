/** Mirrors the files that are open in the person's editor; opens them, and drags files out. */
import { notifications } from '@mantine/notifications';
import { client } from '../connect';
import { createMirror } from '../connect/mirror';
import { addCommands, type Command } from '../kit/commands';
import { plural } from '../kit/format';
import { say, sayProblem } from '../kit/toast';
import { offerDragCard } from './DragCard';
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

const waiting = () => (useEdits.getState().snapshot ?? []).filter(needsCare);

const sendAgain: Command = {
  id: 'editing.send-again',
  title: 'Send edited files that did not arrive',
  group: 'Files',
  keywords: ['editor', 'save', 'retry'],
  run: () => {
    for (const { id } of waiting()) void saveEdit(id);
  },
};

/** Offered while there is such a file: else its words would alarm whoever opens the palette. */
let withdraw: (() => void) | undefined;
useEdits.subscribe(() => {
  if (waiting().length > 0) withdraw ??= addCommands([sendAgain]);
  else {
    withdraw?.();
    withdraw = undefined;
  }
});

const shelf = new DragShelf();

/**
 * Fetches what a person wants to drag out of the window: the other program takes real files, so they
 * must be here first. A card then hands them over, once.
 */
export async function fetchToDragOut(server: string, paths: string[]): Promise<void> {
  const key = JSON.stringify([server, paths]);
  if (!shelf.begin(key)) return;
  say('Fetching what you drag out of the window.');
  const outcome = await client.ask('editing.prepareDrag', { server, paths });
  shelf.end(key, outcome.ok ? outcome.value.grants : undefined);
  if (!outcome.ok) return sayProblem(outcome.problem);
  const [first = ''] = paths;
  const name =
    paths.length === 1 ? first.slice(first.lastIndexOf('/') + 1) : plural(paths.length, 'item');
  offerDragCard(key, name, () => void dragCard(key));
}

async function dragCard(key: string): Promise<void> {
  const grants = shelf.take(key);
  if (!grants) return;
  const outcome = await client.ask('shell.startDrag', { grants });
  notifications.hide(key);
  if (!outcome.ok) sayProblem(outcome.problem);
}
