/**
 * What may be written into an ssh config, and how: a value that could end its line, open a quote
 * or pass for an option is refused, so that no directive can be smuggled in.
 */
import type { ServerDraft } from '../../../../preload/contract/servers';
import { ProblemError } from '../../kit/outcome';
import { parseName } from '../config/names';
import { badField } from '../words';

/** A field's value as ssh reads it back: quoted if it holds a blank, backslashes kept. */
export function configWord(value: string): string {
  const escaped = value.replace(/\\(?=[\\"' ]|$)/g, '\\\\');
  return /[ \t#]/.test(value) || value === '' ? `"${escaped}"` : escaped;
}

/** @throws ProblemError `servers/bad-field` at the first field that cannot be written. */
export function checkDraft(draft: ServerDraft): void {
  checkName(draft.name);
  checkHost('host', draft.host);
  if (draft.user !== '') checkUser(draft.user);
  if (draft.identityFile !== '') checkText('key file', draft.identityFile);
  if (draft.proxyJump !== '') checkJump(draft.proxyJump);
}

/** Aliases are kept to what every tool that reads the config takes for a plain name. */
function checkName(name: string): void {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u.test(name)) {
    refuse('name', name, 'A name is made of letters, digits, dots, dashes and underscores.');
  }
}

function checkHost(field: string, host: string): void {
  checkText(field, host);
  if (!/^[\p{L}\p{N}_:.%[\]-]+$/u.test(host)) {
    refuse(field, host, 'Use a host name such as gpu1.example.edu, or an IP address.');
  }
}

/** As OpenSSH's `valid_ruser` refuses them (ssh.c), and quotes. */
function checkUser(user: string): void {
  checkText('user', user);
  if (/[;&<>|(){}`$]| -|\\$/.test(user)) {
    refuse('user', user, 'It holds characters that no user name has.');
  }
}

function checkJump(value: string): void {
  checkText('jump host', value);
  if (value.toLowerCase() === 'none') return;
  for (const hop of value.split(',')) {
    const typed = parseName(hop.trim());
    if (!typed) refuse('jump host', value, 'Write [user@]host[:port], several with commas.');
    else {
      checkHost('jump host', typed.host);
      if (typed.user !== undefined) checkUser(typed.user);
    }
  }
}

function checkText(field: string, value: string): void {
  if (/\p{Cc}/u.test(value)) refuse(field, value, 'It holds a line break or a control character.');
  if (/["'“”]/.test(value)) refuse(field, value, 'It holds a quote.');
  if (/^[-|#!]/.test(value))
    refuse(field, value, 'It begins with a character that ssh would misread.');
  if (value !== value.trim()) refuse(field, value, 'It begins or ends with a space.');
}

function refuse(field: string, value: string, why: string): never {
  throw new ProblemError(badField(field, value, why));
}
