/** The terminal of a demo computer: says what it is, edits lines, answers a few commands. */
import type { ServerChannel } from 'ssh2';
import type { Machine } from '../machine';
import { runLine, type ShellState } from './commands';
import { LineEditor } from './line-editor';

export function serveShell(channel: ServerChannel, machine: Machine, state: ShellState): void {
  const { user, name, tree } = machine;
  const write = (text: string) => {
    if (!channel.write(text.replace(/\r?\n/g, '\r\n'))) pause(channel);
  };
  const prompt = () => {
    const folder = state.folder === tree.home ? '~' : state.folder.replace(`${tree.home}/`, '~/');
    return `\x1b[32m${user}@${name}\x1b[0m:\x1b[34m${folder.replace(/\p{Cc}/gu, '?')}\x1b[0m$ `;
  };
  const end = () => {
    channel.exit(0);
    channel.end();
  };
  const editor = new LineEditor(
    {
      write,
      line(text) {
        const { output, errors, ends } = runLine(machine, state, text);
        write(output + errors);
        if (ends) end();
        else editor.begin();
      },
      endOfInput() {
        write('logout\r\n');
        end();
      },
    },
    prompt,
  );
  write(
    `\x1b[1mThis is the demo lab.\x1b[0m ${name} is played by Labmate on your own computer:\n` +
      'nothing you do here reaches a real server. Type help for what there is.\n\n',
  );
  editor.begin();
  channel.on('data', (bytes: Buffer) => editor.take(bytes));
  channel.once('end', end);
}

/** When the visitor does not read, nothing more is taken from the keyboard. */
function pause(channel: ServerChannel): void {
  channel.pause();
  channel.once('drain', () => channel.resume());
}
