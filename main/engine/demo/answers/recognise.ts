/**
 * Recognises the scripts that Labmate sends on the standard input of `exec /bin/sh -s`. Nothing is
 * run here: a text that is one of ours, word for word, gets the answer that the script would give;
 * any other text is not part of the demo.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The doctor's, which has no file of its own: "Running a command" (connections/doctor.ts). */
const doctorScript = 'printf %s "$SHELL"';

/** More than any script of ours with its arguments. */
export const maxScriptBytes = 256 * 1024;

export type Recognised =
  /** The channel of figures; `rest` are requests behind the script. */
  | { kind: 'sampler'; tag: string; rest: Buffer }
  | { kind: 'script'; script: ScriptName | 'unknown'; args: string[]; nonce: string };

export type ScriptName = 'sampler.sh' | 'jupyter.sh' | 'place.sh' | 'health.sh' | 'doctor';

export interface KnownScripts {
  /** By their names in the resources folder; those that this version lacks are absent. */
  readonly texts: ReadonlyMap<ScriptName, string>;
}

export function readScripts(resources: string): KnownScripts {
  const texts = new Map<ScriptName, string>([['doctor', doctorScript]]);
  for (const name of ['sampler.sh', 'jupyter.sh', 'place.sh', 'health.sh'] as const) {
    try {
      texts.set(name, readFileSync(join(resources, name), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return { texts };
}

/** Looks for the sampler, which leaves its input open; undefined while it may still become one. */
export function recogniseSampler(input: Buffer, scripts: KnownScripts): Recognised | undefined {
  const text = scripts.texts.get('sampler.sh');
  const head = /^tag='(@@LM[0-9a-f]{8,64})'\n/.exec(input.toString('latin1', 0, 100));
  if (!text || !head) return undefined;
  const script = Buffer.from(text);
  const start = head[0].length;
  if (!input.subarray(start, start + script.length).equals(script)) return undefined;
  return { kind: 'sampler', tag: head[1] ?? '', rest: input.subarray(start + script.length) };
}

/** Reads the frame of run-script.ts once the input has ended; undefined for anything else. */
export function recogniseScript(input: Buffer, scripts: KnownScripts): Recognised | undefined {
  const text = input.toString('utf8');
  const head = /^printf '%s\\n' ([0-9a-f]{8,64}); printf '%s\\n' \1 >&2\nset --/.exec(text);
  if (!head) return undefined;
  const words = readWords(text, head[0].length);
  if (!words) return undefined;
  const body = text.slice(words.end);
  const [opening, closing] = ['{\n', '\n} </dev/null\n'];
  if (!body.startsWith(opening) || !body.endsWith(closing)) return undefined;
  const script = body.slice(opening.length, -closing.length);
  const known = [...scripts.texts].find(([, known]) => known === script)?.[0];
  return {
    ...{ kind: 'script', script: known ?? 'unknown', args: words.words },
    nonce: head[1] ?? '',
  };
}

/** Words as kit/quote.ts writes them, up to the line feed that ends them. */
function readWords(text: string, start: number): { words: string[]; end: number } | undefined {
  const words: string[] = [];
  let at = start;
  for (;;) {
    while (text[at] === ' ') at += 1;
    if (text[at] === '\n') return { words, end: at + 1 };
    let word = '';
    while (text[at] === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return undefined;
      word += text.slice(at + 1, close);
      at = close + 1;
      if (text.startsWith("\\''", at)) {
        word += "'";
        at += 2;
      }
    }
    if (text[at] !== ' ' && text[at] !== '\n') return undefined;
    words.push(word);
  }
}
