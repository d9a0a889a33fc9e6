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
  if (percent === null)
    return (
      <div
        className={classes['meter']}
        role="img"
        aria-label={`${label}: not known`}
        data-level="unknown"
        title={text}
      />
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot be drawn in our levels
    <div
      className={classes['meter']}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={text}
      data-level={levelOf(percent, warnAt, dangerAt)}
      title={text}
    >
      <div
        className={classes['meterFill']}
        style={{ width: `${percent}%` }}
        data-empty={percent === 0}
      />
    </div>
  );
}

function levelOf(percent: number, warnAt: number | null, dangerAt: number | null): string {
  if (dangerAt !== null && percent >= dangerAt) return 'danger';
  return warnAt !== null && percent >= warnAt ? 'warn' : 'ok';
}
