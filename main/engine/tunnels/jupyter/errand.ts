/** Runs the errands of resources/jupyter.sh and reads their lines. */
import { type Link, runScript } from '../../connections';

/** Lines `<key> <text>` in order. */
export type ErrandLine = readonly [key: string, text: string];

/** Gives the text of resources/jupyter.sh. */
export type ErrandScript = () => Promise<string>;

/** @throws ProblemError of the connection, of a missing shell, or the cancellation. */
export async function runErrand(
  link: Link,
  script: ErrandScript,
  args: readonly string[],
  options: { signal: AbortSignal; timeoutMs?: number },
): Promise<ErrandLine[]> {
  const result = await runScript(link, await script(), { ...options, args, maxBytes: 2 << 20 });
  return result.stdout
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): ErrandLine => {
      const space = line.indexOf(' ');
      return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    });
}

/** The first text of a key. */
export function textOf(lines: readonly ErrandLine[], key: string): string | undefined {
  return lines.find(([candidate]) => candidate === key)?.[1];
}

export function textsOf(lines: readonly ErrandLine[], key: string): string[] {
  return lines.filter(([candidate]) => candidate === key).map(([, text]) => text);
}
