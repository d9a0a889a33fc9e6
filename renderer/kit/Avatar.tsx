/** A Linux user small: initials on their colour, the whole name on hover and for screen readers. */
import { Tooltip } from '@mantine/core';
import classes from './kit.module.css';
import { initials, personColor } from './person';
import { visibleLine } from './safe-text';

export function Avatar({ user }: { user: string }) {
  const name = visibleLine(user);
  return (
    <Tooltip label={name}>
      <span
        className={classes['person']}
        role="img"
        aria-label={name}
        style={{ background: `var(--lm-person-${personColor(user)})` }}
      >
        {initials(user)}
      </span>
    </Tooltip>
  );
}
