/** An empty place that teaches: what will be here, and the one action that fills it. */
import classes from './kit.module.css';

interface EmptyStateProps {
  icon: React.ReactNode;
  title: string;
  children?: React.ReactNode;
  action?: React.ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes['empty']}>
      <div className={classes['emptyIcon']} aria-hidden>
        {icon}
      </div>
      <h2 className={classes['emptyTitle']}>{title}</h2>
      {children && <div className={classes['emptyText']}>{children}</div>}
      {action && <div className={classes['emptyAction']}>{action}</div>}
    </div>
  );
}
