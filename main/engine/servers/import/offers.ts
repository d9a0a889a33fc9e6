/** Turns found sessions into servers that may be saved: named, checked, compared with the list. */
import type { FoundSession as Offer, ServerDraft } from '../../../../preload/contract/servers';
import { problemOf } from '../../kit/outcome';
import { parseName } from '../config/names';
import { checkDraft } from '../saved/fields';
import type { FoundSession } from './session';

/** What is known of a server in the list. */
interface Listed {
  name: string;
  host: string;
  port: number;
  user: string;
}

/** What a kept path of a key is on this computer. */
export interface KeyHere {
  /** As an ssh config writes it; null when there is no such file. */
  path: string | null;
  /** It is in PuTTY's own form. */
  putty: boolean;
}

/** The most that is offered at once: nobody looks through more. */
export const maxOffers = 2000;

export async function offersOf(
  sessions: readonly FoundSession[],
  listed: readonly Listed[],
  keyHere: (path: string) => Promise<KeyHere>,
): Promise<Offer[]> {
  const taken = new Set(listed.map(({ name }) => name));
  const offers: Offer[] = [];
  for (const found of sessions.slice(0, maxOffers)) {
    const { title, group, left, refused } = found;
    const about = { title: title.slice(0, 255), group: groupName(group) };
    if (refused !== null) {
      offers.push({ ...about, draft: null, left: [], note: null, refused, already: null });
      continue;
    }
    const key = found.keyFile === '' ? null : await keyHere(found.keyFile);
    const name = freeName(found.title, found.host, taken);
    const draft: ServerDraft = {
      name,
      host: found.host,
      port: found.port,
      user: found.user,
      identityFile: key?.path ?? '',
      proxyJump: found.jump,
    };
    const fault = faultOf(draft);
    if (fault !== null) {
      offers.push({ ...about, draft: null, left: [], note: null, refused: fault, already: null });
      continue;
    }
    taken.add(name);
    const missing =
      key && key.path === null ? [`its key, ${found.keyFile}: no such file here`] : [];
    const note = key?.putty && key.path !== null ? puttyNote : null;
    const already = listed.find((server) => isSame(server, draft))?.name ?? null;
    offers.push({ ...about, draft, left: [...missing, ...left], note, refused: null, already });
  }
  return offers;
}

const puttyNote =
  'Its key is in PuTTY’s form. Labmate reads it; for other ssh programs, convert it.';

function isSame(server: Listed, draft: ServerDraft): boolean {
  const sameUser = draft.user === '' || draft.user === server.user;
  return server.host === draft.host.toLowerCase() && server.port === draft.port && sameUser;
}

/** Why a draft cannot be saved, or null. */
function faultOf(draft: ServerDraft): string | null {
  try {
    checkDraft(draft);
    return null;
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return [problem.what, problem.why].filter(Boolean).join(' ');
  }
}

function groupName(group: string | null): string | null {
  const name =
    group
      ?.replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 60) ?? '';
  return name === '' ? null : name;
}

/** A name that an ssh config can hold, and that is free: `gpu-1` for “GPU 1 (Lab)”. */
function freeName(title: string, host: string, taken: ReadonlySet<string>): string {
  const clean = (text: string) =>
    text
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 100);
  const base = clean(title) || clean(host) || 'server';
  let name = base;
  for (let count = 2; taken.has(name) || !parseName(name); count++) name = `${base}-${count}`;
  return name;
}
