/** What kind of server it is where that is not an ordinary one ("Demo"): looks the same everywhere. */
import classes from './kit.module.css';
import { visibleLine } from './safe-text';

export function ServerLabel({ label, testId }: { label: string | null; testId?: string }) {
  if (label === null) return null;
  return (
    <span className={classes['serverLabel']} data-testid={testId}>
      {visibleLine(label)}
    </span>
  );
}
