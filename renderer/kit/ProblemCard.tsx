/**
 * A problem as a card: what happened, why, what to do as buttons, and the technical detail folded
 * underneath with a copy button. Role `alert`, so that screen readers say it at once.
 */
import { ActionIcon, Button, Collapse } from '@mantine/core';
import { ChevronRight, TriangleAlert, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { NextStep, Problem } from '../../preload/contract/problem';
import { CopyButton } from './Copy';
import { copyText } from './clipboard';
import classes from './ProblemCard.module.css';
import { useProblemActions } from './problem-actions';
import { visibleBlock, visibleLine } from './safe-text';

interface ProblemCardProps {
  problem: Problem;
  /** Does again what failed; a `retry` step without it is shown as advice. */
  onRetry?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
  /** A button of the card's owner, before the problem's own. */
  children?: React.ReactNode;
}

export function ProblemCard({ problem, onRetry, onDismiss, children }: ProblemCardProps) {
  const run = useRunStep(onRetry);
  const { showLog } = useProblemActions();
  const buttons = problem.next.filter((step) => run.can(step));
  const advice = problem.next.filter((step) => !run.can(step));
  const incident = problem.facts['incident'];
  const inLog = problem.tag === 'bug/incident' && typeof incident === 'string' ? incident : null;
  const hasButtons = buttons.length > 0 || Boolean(children) || inLog !== null;
  return (
    <section className={classes['card']} role="alert" data-testid="problem" data-tag={problem.tag}>
      <TriangleAlert className={classes['icon']} size={20} aria-hidden />
      <div className={classes['body']}>
        <p className={classes['what']}>{visibleLine(problem.what)}</p>
        {problem.why !== undefined && <p className={classes['why']}>{visibleLine(problem.why)}</p>}
        {advice.length > 0 && <Advice steps={advice} />}
        {hasButtons && (
          <div className={classes['actions']}>
            {children}
            {buttons.map((step, at) => (
              <Button
                key={step.label}
                size="compact-sm"
                variant={at === 0 && !children && !isDangerous(problem) ? 'filled' : 'default'}
                onClick={() => run.do(step)}
              >
                {visibleLine(step.label)}
              </Button>
            ))}
            {inLog !== null && (
              <Button size="compact-sm" variant="default" onClick={() => showLog(inLog)}>
                Show the log
              </Button>
            )}
          </div>
        )}
        {problem.detail !== undefined && <Detail problem={problem} />}
      </div>
      {onDismiss && (
        <ActionIcon aria-label="Dismiss this message" onClick={onDismiss} size="sm">
          <X size={16} />
        </ActionIcon>
      )}
    </section>
  );
}

/** Where somebody may be listening in between, no button invites to go on. */
function isDangerous({ tag }: Problem): boolean {
  return tag === 'connections/host-key-changed' || tag === 'connections/host-key-revoked';
}

function useRunStep(onRetry: (() => void) | undefined) {
  const actions = useProblemActions();
  return {
    can: ({ action }: NextStep) =>
      action !== undefined && (action.kind !== 'retry' || onRetry !== undefined),
    do: ({ action }: NextStep) => {
      if (!action) return;
      if (action.kind === 'retry') onRetry?.();
      else if (action.kind === 'open-doctor') actions.openDoctor(action.server);
      else if (action.kind === 'edit-server') actions.editServer(action.server);
      else if (action.kind === 'forget-host-key') actions.forgetHostKey(action.server);
      else if (action.kind === 'open-vpn') actions.openVpn(action.vpn);
      else if (action.kind === 'copy') copyText(action.text);
      else actions.openUrl(action.url);
    },
  };
}

function Advice({ steps }: { steps: NextStep[] }) {
  return (
    <ul className={classes['advice']} aria-label="What you can do">
      {steps.map((step) => (
        <li key={step.label}>{visibleLine(step.label)}</li>
      ))}
    </ul>
  );
}

function Detail({ problem }: { problem: Problem }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const text = visibleBlock(problem.detail ?? '');
  return (
    <div className={classes['detail']}>
      <button
        type="button"
        className={classes['fold']}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} className={classes['chevron']} data-open={open} aria-hidden />
        Technical detail
      </button>
      <Collapse expanded={open} id={id}>
        <pre className={classes['pre']}>{text}</pre>
        <div className={classes['detailFoot']}>
          <code className={classes['tag']}>{problem.tag}</code>
          <CopyButton text={`${problem.tag}\n${problem.what}\n\n${problem.detail ?? ''}`} />
        </div>
      </Collapse>
    </div>
  );
}
