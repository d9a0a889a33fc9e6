/** Says to screen readers what changes by itself: connections that stand, fail or end. */
import { useEffect, useState } from 'react';
import type { ServerEntry } from '../../preload/contract/servers';
import { useServers } from '../servers';
import classes from './shell.module.css';
import { changesOf } from './words';

export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    let before: readonly ServerEntry[] = useServers.getState().snapshot?.servers ?? [];
    return useServers.subscribe(({ snapshot }) => {
      const now = snapshot?.servers ?? [];
      const changes = changesOf(before, now);
      before = now;
      if (changes.length > 0) setText(changes.join(' '));
    });
  }, []);
  return (
    <div className={classes['srOnly']} role="status" data-testid="announcer">
      {text}
    </div>
  );
}
