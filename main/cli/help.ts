/** The texts of `labmate help` and `labmate <command> --help`. */
import type { OptionSpec } from './arguments';
import { type Command, commonOptions } from './command';
import { table } from './output';

export function overview(commands: readonly Command[]): string[] {
  return [
    'labmate: reach, watch and use shared GPU servers over SSH.',
    '',
    'Usage: labmate <command> [options] …',
    '',
    ...indented(table(commands.map(({ name, summary }) => [name, summary]))),
    '',
    'Every command has --help. A server is a Host of the ssh config, a saved name,',
    'or user@host[:port]. Options may stand before or after it; -- ends them.',
    '',
    '  labmate --version   show the version',
  ];
}

export function helpOf(command: Command): string[] {
  return [
    `Usage: labmate ${command.name} ${command.usage}`,
    '',
    ...command.description.trim().split('\n'),
    '',
    'Options:',
    ...indented(table([...command.options, ...commonOptions].map(optionRow))),
  ];
}

function optionRow({ name, short, value, help }: OptionSpec): string[] {
  const long = `--${name}${value === undefined ? '' : ` <${value}>`}`;
  return [short ? `-${short}, ${long}` : `    ${long}`, help];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
