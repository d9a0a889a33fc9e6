/** What the list, its menus and the commands do with servers. */
import { client } from '../connect';
import { sayProblem } from '../kit/toast';
import type { Move } from './sections';
import { offerUndo } from './undo-toast';

export async function arrangeServer(move: Move | null): Promise<void> {
  if (!move) return;
  const outcome = await client.ask('servers.arrange', move);
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Does nothing for null: the group is at its end already. */
export async function orderGroups(groups: string[] | null): Promise<void> {
  if (!groups) return;
  const outcome = await client.ask('servers.orderGroups', { groups });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** With null the group is dissolved; its servers stay. */
export async function renameGroup(from: string, to: string | null): Promise<void> {
  const outcome = await client.ask('servers.renameGroup', { from, to });
  if (!outcome.ok) sayProblem(outcome.problem);
}

/** Removes a saved server and offers to bring it back. True when it was removed. */
export async function removeServer(server: string): Promise<boolean> {
  const outcome = await client.ask('servers.remove', { server });
  if (outcome.ok) offerUndo(server, () => restore(outcome.value.undo));
  else sayProblem(outcome.problem);
  return outcome.ok;
}

async function restore(undo: string): Promise<void> {
  const outcome = await client.ask('servers.restore', { undo });
  if (!outcome.ok) sayProblem(outcome.problem);
}
