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
      return { word: 'Not saved on the server', tone: 'danger' };
  }
}

/** True when the server does not have what was saved here. */
export const needsCare = ({ state }: EditEntry): boolean =>
  state.kind === 'conflict' || state.kind === 'failed';

/** What each way out of a conflict does, for its button. */
export function choicesOf(server: string, isGone: boolean) {
  if (isGone) {
    return [
      { choice: 'mine', label: 'Make it again', does: `Sends your version to ${server}.` },
    ] as const;
  }
  return [
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
  ] as const;
}
