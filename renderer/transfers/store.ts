/** Mirrors the queue of transfers, starts uploads of dropped files, and whether the tray is open. */
import { create } from 'zustand';
import { client } from '../connect';
import { createMirror } from '../connect/mirror';
import { dropLimit, grantsOf } from '../kit/drop';
import { plural } from '../kit/format';
import { say, sayProblem } from '../kit/toast';

export const useTransfers = createMirror('transfers.list', {});

export const useTray = create<{ open: boolean }>()(() => ({ open: true }));

/** Where the person last uploaded to, by server, in this run. */
export const useLastFolder = create<Readonly<Record<string, string>>>()(() => ({}));

/** Queues granted files for upload; a failure is said, for there is no card at a drop. */
export async function uploadGrants(
  server: string,
  grants: string[],
  destination: string,
): Promise<void> {
  if (grants.length === 0) return;
  const outcome = await client.ask('transfers.upload', { server, grants, destination });
  if (!outcome.ok) return sayProblem(outcome.problem);
  useLastFolder.setState({ [server]: destination });
  useTray.setState({ open: true });
}

/** A drop of files and folders on a folder of a server. */
export async function uploadDropped(
  server: string,
  files: readonly File[],
  destination: string,
): Promise<void> {
  const { grants, refused } = await grantsOf(files);
  if (files.length > dropLimit)
    say(
      `Only the first ${plural(dropLimit, 'item')} of this drop were taken. Drop their folder instead.`,
    );
  else if (refused > 0)
    say(
      `${plural(refused, 'item')} could not be taken: only files and folders of this computer can be dropped.`,
    );
  await uploadGrants(server, grants, destination);
}

/** Lets the person choose, then uploads. */
export async function uploadChosen(
  server: string,
  kind: 'files' | 'folders',
  destination: string,
): Promise<void> {
  const outcome = await client.ask('shell.chooseUploads', { kind });
  if (!outcome.ok) sayProblem(outcome.problem);
  else
    await uploadGrants(
      server,
      outcome.value.map(({ grant }) => grant),
      destination,
    );
}

/** Lets the person choose a local folder, then downloads into it. */
export async function downloadChosen(server: string, paths: string[]): Promise<void> {
  const chosen = await client.ask('shell.chooseFolder', { title: 'Download into which folder?' });
  if (!chosen.ok) {
    sayProblem(chosen.problem);
    return;
  }
  if (!chosen.value) return;
  const { grant } = chosen.value;
  const outcome = await client.ask('transfers.download', { server, paths, grant });
  if (outcome.ok) useTray.setState({ open: true });
  else sayProblem(outcome.problem);
}
