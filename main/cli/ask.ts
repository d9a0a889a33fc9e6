/** The engine's questions on the terminal, in the words that ssh users know. */
import type { Answer, QuestionBody } from '../../preload/contract/questions';
import { visible } from './output';
import type { Terminal } from './terminal';

const dismissed: Answer = { kind: 'dismissed' };

/** Asks and waits. Text from servers is shown escaped. */
export async function askOn(
  terminal: Terminal,
  body: QuestionBody,
  signal: AbortSignal,
): Promise<Answer> {
  switch (body.kind) {
    case 'host-key':
      return askHostKey(terminal, body, signal);
    case 'passphrase':
      if (body.attempt > 1) terminal.write('That was not the passphrase of this key.\r\n');
      return askSecret(terminal, `Passphrase for key ${visible(body.keyFile)}: `, signal);
    case 'password':
      if (body.attempt > 1) terminal.write('Permission denied, please try again.\r\n');
      return askSecret(
        terminal,
        `${visible(body.user)}@${visible(body.host)}'s password: `,
        signal,
      );
    case 'keyboard-interactive':
      return askPrompts(terminal, body, signal);
    case 'confirm':
      return askConfirmation(terminal, body, signal);
  }
}

type Of<K extends QuestionBody['kind']> = Extract<QuestionBody, { kind: K }>;

async function askHostKey(
  terminal: Terminal,
  body: Of<'host-key'>,
  signal: AbortSignal,
): Promise<Answer> {
  const lines = [
    `The host key of ${visible(body.host)} has not been seen before.`,
    `${visible(body.keyType)} fingerprint: ${visible(body.fingerprint)}`,
    ...(body.note ? [visible(body.note)] : []),
  ];
  terminal.write(`${lines.join('\r\n')}\r\n`);
  let prompt = 'Connect and remember this key (yes/no/the fingerprint you were told)? ';
  for (;;) {
    terminal.write(prompt);
    const line = await terminal.readLine(true, signal);
    if (line === undefined) return dismissed;
    const text = line.trim();
    if (text.toLowerCase() === 'yes' || text === body.fingerprint) return { kind: 'yes' };
    if (text.toLowerCase() === 'no') return { kind: 'no' };
    prompt = text.startsWith('SHA256:')
      ? 'That is not the fingerprint of this key! Type yes, no or the fingerprint: '
      : 'Please type yes, no or the fingerprint: ';
  }
}

async function askSecret(terminal: Terminal, prompt: string, signal: AbortSignal): Promise<Answer> {
  terminal.write(prompt);
  const secret = await terminal.readLine(false, signal);
  // Kept in this process only, for another hop or a reconnect of the same command.
  return secret === undefined ? dismissed : { kind: 'secret', secret, remember: true };
}

async function askPrompts(
  terminal: Terminal,
  body: Of<'keyboard-interactive'>,
  signal: AbortSignal,
): Promise<Answer> {
  terminal.write(`(${visible(body.user)}@${visible(body.host)})\r\n`);
  for (const text of [body.name, body.instructions]) {
    for (const line of text.split('\n')) if (line !== '') terminal.write(`${visible(line)}\r\n`);
  }
  const answers: string[] = [];
  for (const { prompt, echo } of body.prompts) {
    terminal.write(visible(prompt));
    const line = await terminal.readLine(echo, signal);
    if (line === undefined) return dismissed;
    answers.push(line);
  }
  return { kind: 'answers', answers };
}

async function askConfirmation(
  terminal: Terminal,
  body: Of<'confirm'>,
  signal: AbortSignal,
): Promise<Answer> {
  for (const line of [body.title, ...body.text.split('\n')]) {
    terminal.write(`${visible(line)}\r\n`);
  }
  for (;;) {
    terminal.write(`${visible(body.yes)} (yes/no)? `);
    const line = await terminal.readLine(true, signal);
    if (line === undefined) return dismissed;
    const text = line.trim().toLowerCase();
    if (text === 'yes') return { kind: 'yes' };
    if (text === 'no') return { kind: 'no' };
  }
}

/** Twice the same, as ssh-keygen asks; empty for none. Undefined at the end of input. */
export async function askNewPassphrase(
  terminal: Terminal,
  keyFile: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    terminal.write(`New passphrase for ${visible(keyFile)} (empty for none): `);
    const first = await terminal.readLine(false, signal);
    if (first === undefined) return undefined;
    terminal.write('The same again: ');
    const second = await terminal.readLine(false, signal);
    if (second === undefined || second === first) return second;
    terminal.write('They differ.\r\n');
  }
}
