/** The sentences of this room: every problem with servers and the ssh config, made from facts. */
import { type Problem, problem } from '../kit/outcome';

/** A line of a config file. */
export interface Place {
  file: string;
  /** Counted from 1; 0 for the file as a whole. */
  line: number;
}

export type ConfigFault =
  | { kind: 'keyword'; keyword: string }
  | { kind: 'quotes'; keyword: string }
  | { kind: 'argument'; keyword: string }
  | { kind: 'extra'; keyword: string; extra: string }
  | { kind: 'value'; keyword: string; value: string; expected: string }
  | { kind: 'match'; condition: string }
  | { kind: 'include-unreadable'; path: string; reason: string }
  | { kind: 'include-depth'; path: string }
  | { kind: 'include-many'; path: string; most: number }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'writable-by-others' }
  | { kind: 'byte-order-mark' }
  | { kind: 'name'; name: string };

/** A fault in an ssh config that does not stop the rest. */
export function configFault(fault: ConfigFault, place: Place): Problem {
  const at = place.line > 0 ? `${place.file}, line ${place.line}` : place.file;
  const { what, why, next } = sentences(fault, place);
  return problem(`servers/config-${fault.kind}`, `${at}: ${what}`, {
    why,
    next: [next],
    facts: { ...fault, ...place },
  });
}

interface Sentences {
  what: string;
  why: string;
  next: string;
}

function sentences(fault: ConfigFault, place: Place): Sentences {
  const skipped = 'This line was skipped; the rest of the file was read.';
  switch (fault.kind) {
    case 'keyword':
      return {
        what: `ssh has no option called ${fault.keyword}.`,
        why: skipped,
        next: 'Correct or remove the line: ssh itself refuses the whole file because of it.',
      };
    case 'quotes':
      return {
        what: `a quote after ${fault.keyword} is never closed.`,
        why: skipped,
        next: 'Add the missing quote.',
      };
    case 'argument':
      return { what: `${fault.keyword} has no value.`, why: skipped, next: 'Give it a value.' };
    case 'extra':
      return {
        what: `there is more after the value of ${fault.keyword}: ${fault.extra}`,
        why: 'Only the first word was used.',
        next: 'Put quotes around a value with spaces, or remove the rest.',
      };
    case 'value':
      return {
        what: `${fault.keyword} cannot be “${fault.value}”.`,
        why: skipped,
        next: `Use ${fault.expected}.`,
      };
    case 'match':
      return {
        what: `the condition “${fault.condition}” of Match is not understood.`,
        why: 'This Match block was left out.',
        next: 'If a server depends on it, name the server in a Host block.',
      };
    case 'name':
      return {
        what: `“${fault.name}” cannot be used as the name of a server.`,
        why: 'Names have no spaces or control characters and do not begin with a dash.',
        next: 'Choose another name for this Host block.',
      };
    default:
      return fileSentences(fault, place);
  }
}

type FileFault = Extract<
  ConfigFault,
  {
    kind:
      | 'include-unreadable'
      | 'include-depth'
      | 'include-many'
      | 'unreadable'
      | 'writable-by-others'
      | 'byte-order-mark';
  }
>;

function fileSentences(fault: FileFault, place: Place): Sentences {
  switch (fault.kind) {
    case 'include-unreadable':
      return {
        what: `the included file ${fault.path} cannot be read.`,
        why: fault.reason,
        next: 'Check that it is an ordinary file that you may read.',
      };
    case 'include-depth':
      return {
        what: `${fault.path} was not included.`,
        why: 'The files include each other, or are nested more than 16 deep.',
        next: 'Remove the Include line that leads back.',
      };
    case 'include-many':
      return {
        what: `${fault.path} and what comes after it was not included.`,
        why: `More than ${fault.most} files are included, counting those that come several times.`,
        next: 'Include each file once.',
      };
    case 'unreadable':
      return {
        what: 'this ssh config cannot be read.',
        why: fault.reason,
        next: 'Check that it is an ordinary file that you may read.',
      };
    case 'writable-by-others':
      return {
        what: 'other users of this computer can change this file.',
        why: 'ssh refuses a config that others can write: it decides where your keys are used.',
        next: `Run: chmod go-w '${place.file}'`,
      };
    case 'byte-order-mark':
      return {
        what: 'the file begins with a byte order mark.',
        why: 'Labmate reads on, but ssh stops at the first line.',
        next: 'Save the file as UTF-8 without BOM.',
      };
  }
}

/** A text that cannot name a server. */
export function badName(name: string): Problem {
  return problem('servers/unknown', `“${name}” does not name a server.`, {
    why: 'A server is a Host of the ssh config, a saved name, or user@host:port.',
    next: ['See the known ones with: labmate servers'],
    facts: { server: name },
  });
}

export function noSuchSaved(name: string): Problem {
  return problem('servers/unknown', `There is no server called ${name}.`, {
    next: ['See the known ones with: labmate servers'],
    facts: { server: name },
  });
}

export function jumpLoop(name: string, chain: readonly string[]): Problem {
  return problem(
    'servers/config-jump-loop',
    `The way to ${name} goes in a circle: ${chain.join(' → ')}.`,
    {
      why: 'A jump host of the ssh config needs itself as a jump host.',
      next: [`Give ${chain.at(-1) ?? name} a Host block of its own with “ProxyJump none”, above.`],
      facts: { server: name, chain },
    },
  );
}

export function badJump(name: string, value: string): Problem {
  return problem('servers/config-jump', `The ProxyJump of ${name} is not understood: ${value}`, {
    why: 'It is a list of [user@]host[:port], separated by commas, or none.',
    next: [{ label: 'Correct it', action: { kind: 'edit-server', server: name } }],
    facts: { server: name, value },
  });
}

export function badToken(name: string, keyword: string, value: string, token: string): Problem {
  return problem('servers/config-token', `${keyword} of ${name} uses %${token}: ${value}`, {
    why: `ssh gives %${token} no meaning here.`,
    next: ['Correct it in the ssh config; a plain percent sign is written %%.'],
    facts: { server: name, keyword, value, token },
  });
}

export function badHost(name: string, host: string): Problem {
  return problem('servers/config-host', `The ssh config gives ${name} no usable host: “${host}”.`, {
    why: 'A host name has no spaces and none of , * ? ! | # @, and does not begin with a dash.',
    next: [{ label: 'Correct its HostName', action: { kind: 'edit-server', server: name } }],
    facts: { server: name, host },
  });
}

export function badAlias(name: string, alias: string): Problem {
  const what = `The ssh config gives ${name} no usable HostKeyAlias: “${printable(alias)}”.`;
  return problem('servers/config-alias', what, {
    why: 'known_hosts would take it for several names or for a pattern, and trust its key there.',
    next: ['Correct its HostKeyAlias: letters, digits, dots and dashes.'],
    facts: { server: name, alias },
  });
}

/** A field of the form that cannot be written to an ssh config. */
export function badField(field: string, value: string, why: string): Problem {
  return problem('servers/bad-field', `The ${field} “${printable(value)}” cannot be used.`, {
    why,
    next: [`Correct the ${field}.`],
    facts: { field },
  });
}

export function nameTaken(name: string, place: Place): Problem {
  return problem('servers/name-taken', `There is already a server called ${name}.`, {
    why: `It stands in ${place.file}, line ${place.line}.`,
    next: ['Choose another name.'],
    facts: { server: name, ...place },
  });
}

export function notOurs(name: string, place: Place): Problem {
  return problem('servers/not-saved-here', `${name} belongs to your own ssh config.`, {
    why: `Labmate changes only the servers it saved. This one is in ${place.file}, line ${place.line}.`,
    next: ['Change it there with an editor.'],
    facts: { server: name, ...place },
  });
}

export function sharedBlock(name: string, place: Place): Problem {
  return problem('servers/shared-block', `${name} shares its Host block with other names.`, {
    why: `Changing it would change the others: ${place.file}, line ${place.line}.`,
    next: ['Give it a block of its own in that file first.'],
    facts: { server: name, ...place },
  });
}

export function cannotWrite(file: string, reason: string): Problem {
  return problem('servers/cannot-write', `${file} could not be written.`, {
    why: reason,
    next: ['Check the permissions and the free space of that folder, then save again.'],
    facts: { file },
    detail: reason,
  });
}

export function locked(file: string): Problem {
  return problem('servers/locked', `${file} is being changed by another program.`, {
    why: 'Another Labmate holds its lock.',
    next: ['Try again in a moment.'],
    facts: { file },
  });
}

/** The way back after a removal is kept in memory only. */
export function undoGone(): Problem {
  return problem('servers/undo-gone', 'This server can no longer be brought back.', {
    why: 'What was removed is kept only until Labmate ends.',
    next: ['Add the server again.'],
  });
}

/** The page asked for a file that nobody chose, or that it was given once already. */
export function grantUnknown(): Problem {
  return problem('servers/import-unreadable', 'This file is no longer at hand.', {
    next: ['Choose it again.'],
  });
}

export function unreadableImport(file: string, reason: string): Problem {
  return problem('servers/import-unreadable', `${printable(file)} cannot be read.`, {
    why: reason,
    next: ['Choose another file.'],
    facts: { file },
    detail: reason,
  });
}

export function nothingToImport(file: string): Problem {
  return problem(
    'servers/import-nothing',
    `${printable(file)} holds no sessions that Labmate knows.`,
    {
      why: 'Labmate reads registry exports (.reg) of PuTTY, KiTTY and WinSCP, WinSCP.ini, MobaXterm.ini and its exports (.mxtsessions), and PuTTY’s session files.',
      next: ['Choose one of these files.'],
      facts: { file },
    },
  );
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}

/** What was written for the proxy of a server is no address of one. */
export function badProxy(text: string): Problem {
  const holdsPassword = /\/\/[^/@]*:[^/@]*@/.test(text);
  return problem(
    'servers/bad-proxy',
    holdsPassword
      ? 'The address of a proxy is kept in a file, so it must hold no password.'
      : 'That is no address of a proxy.',
    {
      why: 'Labmate knows socks5://host:port and http://host:port, with name@ before the host where the proxy asks who you are.',
      next: [
        holdsPassword
          ? 'Leave the password out: it is asked for when the proxy wants it.'
          : 'Write for example socks5://127.0.0.1:1080, or system for the proxy of this computer.',
      ],
      facts: {},
    },
  );
}

export function proxyNeedsName(name: string): Problem {
  return problem('servers/unknown', `The ssh config names no server ${name}.`, {
    why: 'A proxy is chosen for a server of the ssh config or a saved one.',
    next: ['Save the server first.'],
    facts: { name },
  });
}
