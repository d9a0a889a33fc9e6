/**
 * The usual `ProxyCommand`s are jump hosts written in an older way: `ssh -W %h:%p gate`, and
 * `ssh gate nc %h %p`. Those are followed as `ProxyJump`, without running a program. Pure.
 */
import { splitArguments } from './tokenize';

/** Options of ssh that change nothing of the way: without, and with a value. */
const harmless = new Set(['-q', '-x', '-T', '-a', '-v', '-4', '-6', '-C']);

/**
 * The value for `ProxyJump`, or undefined when the command does anything else.
 * @param command as it stands in the config, tokens not replaced
 */
export function proxyAsJump(command: string): string | undefined {
  // Whatever a shell would do with it is not for us to guess.
  if (/[`$;&|<>(){}\\!*?~#]/.test(command)) return undefined;
  const words = splitArguments(command);
  const program = words?.shift();
  if (!words || !program || !/^(?:.*[\\/])?ssh(?:\.exe)?$/i.test(program)) return undefined;
  let user: string | undefined;
  let port: string | undefined;
  let forwards = false;
  const rest: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (rest.length > 0 || !word.startsWith('-')) rest.push(word);
    else if (word === '-W') forwards = isTarget(words.shift());
    else if (word.startsWith('-W')) forwards = isTarget(word.slice(2));
    else if (word === '-l') user = words.shift();
    else if (word === '-p') port = words.shift();
    else if (!harmless.has(word)) return undefined;
    // `ssh gate -W %h:%p` is as good.
    if (rest.length === 1 && words[0] === '-W') {
      words.shift();
      forwards = isTarget(words.shift());
    }
  }
  const [host, ...tail] = rest;
  if (host === undefined || !(forwards ? tail.length === 0 : isNetcat(tail))) return undefined;
  const at = user === undefined || host.includes('@') ? host : `${user}@${host}`;
  return port === undefined ? at : `${at}:${port}`;
}

const isTarget = (text: string | undefined) => text === '%h:%p' || text === '[%h]:%p';

function isNetcat([program, ...words]: string[]): boolean {
  if (program === undefined || !/^(?:\/[\w/]*\/)?(?:nc|ncat|netcat)$/.test(program)) return false;
  const plain = words.filter((word, at) => word !== '-w' && words[at - 1] !== '-w');
  return plain.length === 2 && plain[0] === '%h' && plain[1] === '%p';
}
