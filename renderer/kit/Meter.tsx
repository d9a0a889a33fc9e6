/** A bar for a share of something, named for screen readers; hatched when the share is unknown. */
import classes from './kit.module.css';

interface MeterProps {
  label: string;
  /** 0 to 100, or null when unknown. */
  percent: number | null;
  /** What the bar says, in words, for a hover and for screen readers. */
  text: string;
  /** From here on the bar warns; from `danger` on it alarms. Null: never. */
  warnAt?: number | null;
  dangerAt?: number | null;
}

export function Meter({ label, percent, text, warnAt = 85, dangerAt = 95 }: MeterProps) {
  const level = levelOf(percent, warnAt, dangerAt);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot be drawn hatched or in our levels
    <div
      className={classes['meter']}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      aria-valuetext={text}
      data-level={level}
      title={text}
    >
      <div className={classes['meterFill']} style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}

function levelOf(percent: number | null, warnAt: number | null, dangerAt: number | null): string {
  if (percent === null) return 'unknown';
  if (dangerAt !== null && percent >= dangerAt) return 'danger';
  return warnAt !== null && percent >= warnAt ? 'warn' : 'ok';
}
