/** Recognises what a file of another program is, and reads the sessions in it. Pure. */
import { decodePercent, decodeText } from './decode';
import { isMobaXterm, mobaxtermSessions, type WindowsPlaces } from './mobaxterm';
import { kittyKey, puttyKey, puttySession, puttySessions } from './putty';
import { isRegistryExport, readIni, readRegistryExport, readSessionFile } from './records';
import type { FoundSession } from './session';
import { winscpKey, winscpSection, winscpSessions } from './winscp';

export type Program = 'PuTTY' | 'KiTTY' | 'WinSCP' | 'MobaXterm';

export interface FoundSessions {
  program: Program;
  sessions: FoundSession[];
}

/**
 * The sessions of each program that the file speaks of; empty when it is none of the known kinds.
 * @param fileName names the session where the file holds only one
 */
export function readSource(
  bytes: Uint8Array,
  fileName: string,
  places: WindowsPlaces,
): FoundSessions[] {
  const text = decodeText(bytes);
  if (isRegistryExport(text)) return readRegistry(text);
  const sections = readIni(text);
  if (isMobaXterm(sections)) {
    return [{ program: 'MobaXterm', sessions: mobaxtermSessions(sections, places) }];
  }
  if (sections.some(({ name }) => winscpSection.test(name))) {
    return [{ program: 'WinSCP', sessions: winscpSessions(sections, winscpSection) }];
  }
  if (/^HostName[=\\]/m.test(text)) {
    const program = /^HostName\\/m.test(text) ? 'KiTTY' : 'PuTTY';
    return [{ program, sessions: [puttySession(decodePercent(fileName), readSessionFile(text))] }];
  }
  return [];
}

function readRegistry(text: string): FoundSessions[] {
  const sections = readRegistryExport(text);
  const all: FoundSessions[] = [
    { program: 'PuTTY', sessions: puttySessions(sections, puttyKey) },
    { program: 'KiTTY', sessions: puttySessions(sections, kittyKey) },
    { program: 'WinSCP', sessions: winscpSessions(sections, winscpKey) },
  ];
  return all.filter(({ sessions }) => sessions.length > 0);
}
