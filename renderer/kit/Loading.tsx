/** Progress for work that takes over 0.3 s: a spinner and what is being done, and a way out. */
import { Button } from '@mantine/core';
import { LoaderCircle } from 'lucide-react';
import classes from './kit.module.css';
import { visibleLine } from './safe-text';
import { useSlow } from './use-ask';

export function Loading({ label, onCancel }: { label: string; onCancel?: () => void }) {
  const slow = useSlow(true);
  const verySlow = useSlow(true, 2000);
  if (!slow) return null;
  return (
    <div className={classes['loading']} role="status">
      <LoaderCircle size={18} className="spin" aria-hidden />
      <span>{visibleLine(label)}…</span>
      {verySlow && onCancel && (
        <Button variant="default" size="compact-sm" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  );
}
