/**
 * Moves entries into another folder of their server: renamed there, moved back on Undo, and nothing
 * is ever replaced: a name that is taken becomes a question.
 *
 * Rows that are dragged move inside the window, always: the drag carries a type of our own
 * (`rowsType`) and no file, so other programs take nothing and no drop here takes it for an upload.
 * Other programs want real files, which must be fetched first; they are dragged from a card of their
 * own (renderer/editing/DragCard.tsx), which appears when rows were let go outside of the window. So
 * the two never meet, and no key has to be held (Alt moves whole windows on many Linux desktops).
 */
import { create } from 'zustand';
import type { Problem } from '../../preload/contract/problem';
import { client } from '../connect';
import { offerBack } from './move-toast';
import { baseName, joinPath, movable, numberedName } from './paths';
import { refreshFolder, updateFolder } from './store';

const rowsType = 'application/x-labmate-rows';
/** So many names are tried for "keep both". */
const mostTries = 100;

export interface Moved {
  from: string;
  to: string;
}

/** What is dragged now: a drag tells its data only to a drop, and a hover must know it too. */
let dragged: { server: string; paths: readonly string[] } | undefined;

export function beginMove(event: React.DragEvent, server: string, paths: readonly string[]): void {
  dragged = { server, paths };
  event.dataTransfer?.setData(rowsType, String(paths.length));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
}

export function endMove(): void {
  dragged = undefined;
}

/** What of the drag would move into this folder; nothing where it makes no sense. */
export function movesInto(
  event: React.DragEvent,
  server: string,
  folder: string,
): readonly string[] {
  if (dragged?.server !== server || !event.dataTransfer?.types.includes(rowsType)) return [];
  return movable(dragged.paths, folder);
}

/** Names that are taken in the folder: the person says what becomes of them. */
export interface MoveQuestion {
  server: string;
  folder: string;
  /** Those that stayed where they were, because their name is taken there. */
  paths: readonly string[];
  /** What has moved before the question. */
  moved: readonly Moved[];
}

export const useMoveQuestion = create<{ question: MoveQuestion | null }>()(() => ({
  question: null,
}));

/** Moves one after the other. What fails for another reason than a taken name ends it with a card. */
export async function moveInto(
  server: string,
  paths: readonly string[],
  folder: string,
): Promise<void> {
  const moved: Moved[] = [];
  const taken: string[] = [];
  let problem: Problem | undefined;
  for (const from of paths) {
    const to = joinPath(folder, baseName(from));
    const refusal = await rename(server, { from, to });
    if (!refusal) moved.push({ from, to });
    else if (refusal.tag === 'files/exists') taken.push(from);
    else {
      problem = refusal;
      break;
    }
  }
  await refreshFolder(server);
  if (problem) updateFolder(server, { problem });
  if (taken.length > 0 && !problem) {
    useMoveQuestion.setState({ question: { server, folder, paths: taken, moved } });
  } else offer(server, moved, folder);
}

/** Answers the question: under names with a number, or they stay where they are. */
export async function answerMove(keepBoth: boolean): Promise<void> {
  const { question } = useMoveQuestion.getState();
  useMoveQuestion.setState({ question: null });
  if (!question) return;
  const { server, folder, paths } = question;
  const moved = [...question.moved];
  let problem: Problem | undefined;
  for (const from of keepBoth ? paths : []) {
    const done = await renameNumbered(server, from, folder);
    if ('tag' in done) {
      problem = done;
      break;
    }
    moved.push(done);
  }
  if (keepBoth) await refreshFolder(server);
  if (problem) updateFolder(server, { problem });
  offer(server, moved, folder);
}

async function renameNumbered(
  server: string,
  from: string,
  folder: string,
): Promise<Moved | Problem> {
  for (let number = 2; ; number += 1) {
    const pair = { from, to: joinPath(folder, numberedName(baseName(from), number)) };
    const refusal = await rename(server, pair);
    if (!refusal) return pair;
    if (refusal.tag !== 'files/exists' || number > mostTries) return refusal;
  }
}

async function rename(server: string, pair: Moved): Promise<Problem | undefined> {
  const outcome = await client.ask('files.rename', { server, ...pair });
  return outcome.ok ? undefined : outcome.problem;
}

function offer(server: string, moved: readonly Moved[], folder: string): void {
  if (moved.length === 0) return;
  offerBack(moved, folder, async () => {
    let problem: Problem | undefined;
    for (const { from, to } of moved) problem ??= await rename(server, { from: to, to: from });
    await refreshFolder(server);
    if (problem) updateFolder(server, { problem });
  });
}
