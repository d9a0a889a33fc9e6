/** Reads the app's log file, as a person does who looks for what was refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  at: string;
  level: string;
  scope: string;
  text: string;
  data?: Record<string, unknown>;
}

export function readLog(home: string): LogLine[] {
  return readFileSync(join(home, 'logs/labmate.log'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogLine);
}

/** Waits until a line fits; the log is written by a stream. */
export async function logged(home: string, fits: (line: LogLine) => boolean): Promise<LogLine> {
  for (let n = 0; n < 200; n += 1) {
    const found = readLog(home).find(fits);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    `the log has no such line; its last:\n${JSON.stringify(readLog(home).slice(-10), null, 1)}`,
  );
}
