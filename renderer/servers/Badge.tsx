/** The state of a connection as word, shape and colour, always the same everywhere. */
import {
  Circle,
  CircleCheck,
  CircleEllipsis,
  CloudOff,
  Fingerprint,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from 'lucide-react';
import type { ConnectionState } from '../../preload/contract/servers';
import classes from './servers.module.css';
import { type BadgeLook, badgeOf } from './words';

const icons: Record<BadgeLook['shape'], LucideIcon> = {
  filled: CircleCheck,
  hollow: Circle,
  spinning: LoaderCircle,
  triangle: TriangleAlert,
  octagon: OctagonX,
  key: KeyRound,
  fingerprint: Fingerprint,
  cloud: CloudOff,
  ellipsis: CircleEllipsis,
};

export function BadgeIcon({
  connection,
  size = 14,
}: {
  connection: ConnectionState;
  size?: number;
}) {
  const look = badgeOf(connection);
  const Icon = icons[look.shape];
  const spin = look.shape === 'spinning' ? 'spin' : '';
  return (
    <Icon
      size={size}
      className={`${classes['badgeIcon']} ${spin}`}
      data-tone={look.tone}
      aria-hidden
    />
  );
}

/** As a button: opens the doctor. */
export function BadgeButton({
  connection,
  onClick,
}: {
  connection: ConnectionState;
  onClick: () => void;
}) {
  const look = badgeOf(connection);
  return (
    <button
      type="button"
      className={classes['badge']}
      data-tone={look.tone}
      data-testid="connection-badge"
      title="Check this connection step by step"
      aria-label={`${look.word}. Check this connection step by step`}
      onClick={onClick}
    >
      <BadgeIcon connection={connection} />
      {look.word}
    </button>
  );
}
