/**
 * Reads the words of a command. Options may stand anywhere before `--`; unknown ones are errors,
 * never taken for something else, because a mistyped option must not become a file name.
 */
import { UsageError } from './exit-codes';

export interface OptionSpec {
  /** `--name` without the dashes. */
  name: string;
  /** One letter, for `-n`. */
  short?: string;
  /** What stands for the value in the help; without it the option is a switch. */
  value?: string;
  help: string;
}

export interface ParsedArguments {
  /** Switches that were given. */
  switches: ReadonlySet<string>;
  /** Values by option name; the last one counts. */
  values: ReadonlyMap<string, string>;
  words: string[];
}

export interface ParseRules {
  options: readonly OptionSpec[];
  /** After more words than this everything is a word, options too: the command of `exec`. */
  wordsBeforeCommand?: number;
}

/** @throws UsageError */
export function parseArguments(args: readonly string[], rules: ParseRules): ParsedArguments {
  const switches = new Set<string>();
  const values = new Map<string, string>();
  const words: string[] = [];
  const rest = [...args];
  const limit = rules.wordsBeforeCommand ?? Number.POSITIVE_INFINITY;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push(...rest);
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      words.push(word);
      if (words.length > limit) {
        words.push(...rest);
        break;
      }
      continue;
    }
    for (const { spec, attached } of optionsIn(word, rules.options)) {
      if (spec.value === undefined) {
        if (attached !== undefined) throw new UsageError(`--${spec.name} takes no value.`);
        switches.add(spec.name);
      } else {
        const value = attached ?? rest.shift();
        if (value === undefined) throw new UsageError(`--${spec.name} needs a value.`);
        values.set(spec.name, value);
      }
    }
  }
  return { switches, values, words };
}

interface Given {
  spec: OptionSpec;
  /** The text after `=`, if there was one. */
  attached: string | undefined;
}

/** `--name`, `--name=value`, `-n`, or several switches in one (`-tv`). */
function optionsIn(word: string, options: readonly OptionSpec[]): Given[] {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const spec = options.find((option) => option.name === name);
    if (!spec) throw new UsageError(`There is no option --${name}.`);
    return [{ spec, attached: equals < 0 ? undefined : word.slice(equals + 1) }];
  }
  return [...word.slice(1)].map((letter) => {
    const spec = options.find((option) => option.short === letter);
    if (!spec) throw new UsageError(`There is no option -${letter}.`);
    return { spec, attached: undefined };
  });
}
