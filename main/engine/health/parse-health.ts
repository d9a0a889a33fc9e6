/** Reads what resources/health.sh writes. Pure; text from the server is made printable where it is shown. */
import { printable } from '../kit/printable';

/** Whether a folder takes files. */
export type Writing =
  | { kind: 'wrote'; folder: string }
  | { kind: 'refused'; said: string }
  | { kind: 'hung'; folder: string };

/** A row of `quota -w -p`: what the person may use on one disk. Space in KiB; 0 is no limit. */
export interface Quota {
  disk: string;
  usedKiB: number;
  softKiB: number;
  hardKiB: number;
  files: number;
  softFiles: number;
  hardFiles: number;
}

export interface Tool {
  name: string;
  /** As the tool tells it, cut; empty where it was not asked. */
  version: string;
}

export interface HealthReport {
  writing: Writing | undefined;
  quotas: Quota[];
  /** Seconds since 1970 by the server's clock. */
  clock: number | undefined;
  tools: Tool[];
}

/** Rows of each kind that are looked at: a server may write without end. */
const MAX_ROWS = 100;
const MAX_TEXT = 300;

export function parseHealth(text: string): HealthReport {
  const report: HealthReport = { writing: undefined, quotas: [], clock: undefined, tools: [] };
  for (const line of text.split('\n').slice(0, 4 * MAX_ROWS)) {
    const [, key = '', rest = ''] = /^([a-z]+) (.*)$/.exec(line.slice(0, 4096)) ?? [];
    switch (key) {
      case 'wrote':
      case 'hung':
        report.writing ??= { kind: key, folder: printable(rest, MAX_TEXT) };
        break;
      case 'refused':
        report.writing ??= { kind: key, said: printable(rest, MAX_TEXT) };
        break;
      case 'clock':
        if (/^\d{1,12}$/.test(rest)) report.clock ??= Number(rest);
        break;
      case 'tool': {
        const [name = '', ...version] = rest.split(' ');
        if (report.tools.length >= MAX_ROWS) break;
        report.tools.push({ name: printable(name, 40), version: printable(version.join(' '), 60) });
        break;
      }
      case 'quota': {
        const row = parseQuota(rest);
        if (row && report.quotas.length < MAX_ROWS) report.quotas.push(row);
      }
    }
  }
  return report;
}

/**
 * A row of `quota -w -p` (quota-tools 4.06): `disk blocks quota limit grace files quota limit grace`; a star
 * marks what is over its quota, and with -p a grace is always a number.
 */
function parseQuota(row: string): Quota | undefined {
  const match =
    /^\s*(\/?\S+)\s+(\d+)\*?\s+(\d+)\s+(\d+)\s+\d+\s+(\d+)\*?\s+(\d+)\s+(\d+)\s+\d+\s*$/.exec(row);
  if (!match) return undefined;
  const [, disk = '', ...figures] = match;
  const [usedKiB = 0, softKiB = 0, hardKiB = 0, files = 0, softFiles = 0, hardFiles = 0] =
    figures.map(Number);
  return {
    disk: printable(disk, 120),
    usedKiB,
    softKiB,
    hardKiB,
    files,
    softFiles,
    hardFiles,
  };
}
