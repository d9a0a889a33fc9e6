/** Every command that has keys, by group: help for those who like the keyboard. */
import { useMemo } from 'react';
import { type Command, useAllCommands } from '../kit/commands';
import { Dialog } from '../kit/Dialog';
import { visibleLine } from '../kit/safe-text';
import { KeyCaps } from './KeyCaps';
import classes from './palette.module.css';
import { closePalette, usePalette } from './store';

export default function KeysDialog() {
  const opened = usePalette(({ open }) => open === 'keys');
  const commands = useAllCommands();
  const groups = useMemo(() => withKeys([...commands.values()]), [commands]);
  return (
    <Dialog opened={opened} onClose={closePalette} title="Keys" size="lg">
      <p className={classes['hint']}>
        In a terminal the keys belong to the shell; those marked “everywhere” work there too.
      </p>
      {groups.map(([group, members]) => (
        <section key={group} className={classes['keysGroup']}>
          <h3>{visibleLine(group)}</h3>
          <ul>
            {members.map((command) => (
              <li key={command.id}>
                <span>
                  {visibleLine(command.title)}
                  {command.everywhere && <em> everywhere</em>}
                </span>
                <span className={classes['keysOf']}>
                  {[command.keys, ...(command.otherKeys ?? [])].map(
                    (keys) => keys !== undefined && <KeyCaps key={keys} keys={keys} />,
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}

function withKeys(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    if (command.keys === undefined) continue;
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups];
}
