/** The states of an edited file in words. Pure functions. */
import type { EditEntry } from '../../preload/contract/editing';

export type Tone = 'muted' | 'busy' | 'ok' | 'warn' | 'danger';

export function editLook({ state, server }: EditEntry): { word: string; tone: Tone } {
  switch (state.kind) {
    case 'fetching':
      return { word: 'Fetching', tone: 'busy' };
    case 'open':
      return state.savedAt === null
        ? { word: 'Open; sent when you save', tone: 'muted' }
        : { word: `Saved on ${server}`, tone: 'ok' };
    case 'saving':
      return { word: 'Sending', tone: 'busy' };
    case 'conflict':
      return { word: 'Changed on both sides', tone: 'warn' };
    case 'failed':
      return state.retrying
        ? { word: `Waits for ${server}; sent as soon as it is back`, tone: 'warn' }
        : { word: 'Not saved on the server', tone: 'danger' };
  }
}

/** True when the server does not have what was saved here. */
export const needsCare = ({ state }: EditEntry): boolean =>
  state.kind === 'conflict' || state.kind === 'failed';

export interface WayOut {
  choice: 'mine' | 'theirs' | 'both';
  label: string;
  does: string;
}

/**
 * What each way out of a conflict does, for its button.
 * @param tag of the conflict: what is not there cannot be taken, what was not opened not replaced
 */
export function choicesOf(server: string, tag: string): WayOut[] {
  if (tag === 'editing/gone') {
    return [{ choice: 'mine', label: 'Make it again', does: `Sends your version to ${server}.` }];
  }
  const ways: WayOut[] = [
    {
      choice: 'both',
      label: 'Keep both',
      does: `Puts yours beside it on ${server} under a new name.`,
    },
    { choice: 'mine', label: 'Keep mine', does: `Replaces the version on ${server} with yours.` },
    {
      choice: 'theirs',
      label: 'Take theirs',
      does: 'Replaces your version; your changes are gone.',
    },
  ];
  return tag === 'editing/elsewhere' ? ways.filter(({ choice }) => choice !== 'mine') : ways;
}
