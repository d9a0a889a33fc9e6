/** Keys as people read them, one cap for each. */

import { keysWords } from './keys';
import classes from './palette.module.css';
import { isMac } from './use-command-keys';

export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className={classes['keys']}>
      {keysWords(keys, isMac).map((word) => (
        <kbd key={word}>{word}</kbd>
      ))}
    </span>
  );
}
