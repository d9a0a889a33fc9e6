/**
 * The proxy settings of this computer, as Chromium reads them (settings of the desktop, of Windows,
 * of macOS, a PAC file). In a session of its own, since the page's has a proxy that leads nowhere
 * (security.ts); nothing is ever fetched through it.
 */
import { type Session, session } from 'electron';

let asked: Promise<Session> | undefined;

async function systemSession(): Promise<Session> {
  const made = session.fromPartition('system-proxy', { cache: false });
  // A session fetches dictionaries from Google as soon as it has a way out.
  made.setSpellCheckerLanguages([]);
  await made.setProxy({ mode: 'system' });
  return made;
}

/** `PROXY proxy.lab.edu:3128; DIRECT`, for a connection of a program that is no browser. */
export async function systemProxy(host: string, port: number): Promise<string> {
  asked ??= systemSession();
  const name = host.includes(':') ? `[${host}]` : host;
  return (await asked).resolveProxy(`https://${name}:${port}/`);
}
