/** One server of the list: its state, its GPUs, its menu; can be dragged, and takes dropped files. */
import { useSortable } from '@dnd-kit/sortable';
import { GripVertical } from 'lucide-react';
import { useState } from 'react';
import type { ServerEntry } from '../../preload/contract/servers';
import { useNow } from '../kit/clock';
import { useFileDrop } from '../kit/drop';
import { ServerLabel } from '../kit/ServerLabel';
import { visibleLine } from '../kit/safe-text';
import { useKept } from './auto-connect';
import { BadgeIcon } from './Badge';
import { MiniBars } from './MiniBars';
import { RowMenu } from './RowMenu';
import type { RowActions } from './row-actions';
import { canMove, type Section } from './sections';
import classes from './servers.module.css';
import { addressOf, badgeOf, nextTryWords } from './words';

export interface RowProps extends RowActions {
  server: ServerEntry;
  sections: readonly Section[];
}

export function ServerRow(props: RowProps) {
  const { server, selected, onSelect, onConnect, onDropFiles } = props;
  const { over, handlers } = useFileDrop((files) => onDropFiles(server.name, files));
  const drag = useSortable({ id: server.name, disabled: !canMove(server) });
  const { word, tone } = badgeOf(server.connection);
  const name = visibleLine(server.name);
  const [menu, setMenu] = useState(false);
  const isSelected = selected === server.name;
  return (
    <li
      ref={drag.setNodeRef}
      className={classes['row']}
      data-selected={isSelected}
      data-over={over}
      data-drop={drag.isOver && !drag.isDragging ? dropSide(drag) : undefined}
      data-lifted={drag.isDragging}
      data-testid={`server-row-${server.name}`}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
      onPointerDown={(event) => drag.listeners?.['onPointerDown']?.(event)}
      {...handlers}
    >
      <button
        type="button"
        className={classes['rowButton']}
        title={visibleLine(addressOf(server))}
        aria-label={[name, server.label, word].filter(Boolean).join(', ')}
        aria-current={isSelected ? 'true' : undefined}
        data-testid={`server-${server.name}`}
        onClick={() => onSelect(server.name)}
        onDoubleClick={() => onConnect(server.name)}
      >
        <BadgeIcon connection={server.connection} size={16} />
        <span className={classes['rowText']}>
          <bdi className={classes['rowName']}>{name}</bdi>
          <span className={classes['rowState']} data-tone={tone}>
            {!over && <ServerLabel label={server.label} />}
            {over ? 'Upload to its home folder' : <StateLine server={server} word={word} />}
          </span>
        </span>
        {server.connection.state === 'connected' && !over && (
          <MiniBars key={server.connection.since} server={server.name} />
        )}
      </button>
      {canMove(server) && (
        <button
          ref={drag.setActivatorNodeRef}
          type="button"
          className={classes['grip']}
          aria-label={`Move ${name}`}
          aria-describedby={drag.attributes['aria-describedby']}
          onKeyDown={(event) => drag.listeners?.['onKeyDown']?.(event)}
        >
          <GripVertical size={15} aria-hidden />
        </button>
      )}
      <RowMenu {...props} opened={menu} onOpened={setMenu} />
    </li>
  );
}

/** Where the dragged one would go: lists put it behind the row when it comes from above. */
function dropSide(drag: ReturnType<typeof useSortable>): 'before' | 'after' {
  return drag.activeIndex >= 0 && drag.activeIndex < drag.index ? 'after' : 'before';
}

function StateLine({ server, word }: { server: ServerEntry; word: string }) {
  const kept = useKept((state) => state.snapshot?.find((each) => each.server === server.name));
  if (kept && server.connection.state === 'failed')
    return <NextTry word={word} at={kept.nextTryAt} />;
  if (server.connection.state === 'connecting') return visibleLine(server.connection.step);
  // The address of a server that lives only in this run says nothing to anybody.
  if (server.connection.state === 'failed' || server.label !== null) return word;
  return visibleLine(addressOf(server));
}

function NextTry({ word, at }: { word: string; at: number }) {
  return `${word}, ${nextTryWords(at - useNow())}`;
}
