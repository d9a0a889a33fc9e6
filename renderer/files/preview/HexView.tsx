/** The first bytes of a file that is no text. */
import { hexRows } from './lines';
import classes from './preview.module.css';

export function HexView({ bytes }: { bytes: Uint8Array }) {
  return (
    <section
      className={classes['scroll']}
      aria-label="First bytes of the file"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
      tabIndex={0}
    >
      <p className={classes['nothing']}>This is no text. Its first bytes:</p>
      <pre className={classes['hex']}>{hexRows(bytes).join('\n')}</pre>
    </section>
  );
}
