/**
 * The log as a person reads it who wants to know what happened, or to report it: newest at the
 * bottom. For tests: region `Log`, combobox `Level`, searchbox `Search the log`, list of entries with
 * data-testid `log-entry`, buttons `Copy for a bug report`, `Refresh`; switch `Follow`; status with the
 * number of entries.
 */
import { Button, Group, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { RefreshCw, ScrollText, Search } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { CopyButton } from '../kit/Copy';
import { EmptyState } from '../kit/EmptyState';
import { formatExact } from '../kit/format';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleBlock, visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import classes from './log.module.css';
import {
  countWords,
  findEntries,
  type LogEntry,
  type LogLevel,
  levels,
  levelWords,
  reportText,
  timeOf,
} from './words';

/** So many of the newest entries are read, and so often while one follows, in milliseconds. */
const entriesRead = 5000;
const followMs = 2000;
/** So near to the end one follows. */
const endPixels = 48;
/** Characters of a text that stand without being asked for: one entry must not push out all others. */
const foldedAt = 600;

export interface LogPanelProps {
  about: ValueOf<'shell.about'> | undefined;
  /** What to look for at first, for example the number of an incident. */
  search: string;
}

export default function LogPanel({ about, search: first }: LogPanelProps) {
  const { entries, problem, refresh, look } = useLog();
  const [from, setFrom] = useState<LogLevel>('info');
  const [search, setSearch] = useState(first);
  const [follow, setFollow] = useState(true);
  useEffect(() => setSearch(first), [first]);
  useEffect(() => {
    if (!follow) return;
    const timer = setInterval(look, followMs);
    return () => clearInterval(timer);
  }, [follow, look]);
  const found = useMemo(() => findEntries(entries ?? [], from, search), [entries, from, search]);
  const report = useMemo(() => reportText(about, found), [about, found]);
  return (
    <section className={classes['panel']} aria-label="Log">
      <header className={classes['head']}>
        <h1>Log</h1>
        <p>What Labmate did, on this computer only. Passwords and keys are taken out.</p>
        <Group gap="sm" mt="sm" align="center">
          <TextInput
            type="search"
            className={classes['search']}
            aria-label="Search the log"
            placeholder="Search the log"
            leftSection={<Search size={15} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label="Level"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value as LogLevel)}
            data={levels.map((level) => ({ value: level, label: levelWords[level] }))}
          />
          <Switch
            label="Follow"
            checked={follow}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            leftSection={<RefreshCw size={15} aria-hidden />}
            onClick={refresh}
          >
            Refresh
          </Button>
          <CopyButton label="Copy for a bug report" size="sm" text={report} />
        </Group>
      </header>
      {problem && (
        <div className={classes['problem']}>
          <ProblemCard problem={problem} onRetry={refresh} />
        </div>
      )}
      {!entries && !problem && <Loading label="Reading the log" />}
      {entries && found.length === 0 && (
        <EmptyState icon={<ScrollText size={26} />} title="No entry fits">
          Choose another level, or fewer words.
        </EmptyState>
      )}
      {found.length > 0 && <Entries entries={found} follow={follow} />}
      {entries && (
        <footer className={classes['foot']} role="status">
          {countWords(found.length, entries.length, entriesRead)}
        </footer>
      )}
    </section>
  );
}

function useLog() {
  const { run, problem } = useAsk('shell.log');
  const [entries, setEntries] = useState<LogEntry[]>();
  const busy = useRef(false);
  const stamp = useRef<string>(undefined);
  const read = useCallback(
    (known: string | undefined) => {
      if (busy.current) return;
      busy.current = true;
      void run({ entries: entriesRead, ...(known !== undefined && { known }) }).then((answer) => {
        busy.current = false;
        if (!answer?.value.changed) return;
        stamp.current = answer.value.stamp;
        setEntries(answer.value.entries);
      });
    },
    [run],
  );
  /** Reads all of it anew; `look` only when something came. */
  const refresh = useCallback(() => read(undefined), [read]);
  const look = useCallback(() => read(stamp.current), [read]);
  useEffect(refresh, [refresh]);
  return { entries, problem, refresh, look };
}

function Entries({ entries, follow }: { entries: readonly LogEntry[]; follow: boolean }) {
  const scroller = useRef<HTMLUListElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  });
  // Who scrolled up reads there: following goes on at the end.
  const atEnd = useRef(true);
  useEffect(() => {
    if (follow) atEnd.current = true;
  }, [follow]);
  useEffect(() => {
    if (follow && atEnd.current) rows.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [rows, follow, entries]);
  return (
    <ul
      ref={scroller}
      className={classes['list']}
      aria-label="Entries"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < endPixels;
      }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
      tabIndex={0}
    >
      <li style={{ height: rows.getTotalSize() }} aria-hidden className={classes['room']} />
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const entry = entries[index];
        return (
          entry && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={entries.length}
              data-testid="log-entry"
              data-level={entry.level}
              className={classes['entry']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Entry key={`${entry.at} ${entry.text.length}`} entry={entry} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const [whole, setWhole] = useState(false);
  const long = entry.text.length > foldedAt || entry.data.length > foldedAt;
  const part = (text: string) =>
    whole || text.length <= foldedAt ? text : `${text.slice(0, foldedAt)}…`;
  return (
    <>
      <time dateTime={entry.at} title={formatExact(Date.parse(entry.at))}>
        {timeOf(entry)}
      </time>
      <span className={classes['level']}>{entry.level}</span>
      <span className={classes['scope']}>{visibleLine(entry.scope)}</span>
      <span className={classes['text']}>
        {visibleBlock(part(entry.text))}
        {entry.data !== '' && <code>{visibleBlock(part(entry.data))}</code>}
        {long && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={whole}
            onClick={() => setWhole(!whole)}
          >
            {whole ? 'Show less' : 'Show all of it'}
          </Button>
        )}
      </span>
    </>
  );
}
