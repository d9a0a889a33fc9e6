/** Search in the lines that a terminal keeps. Enter goes up to older hits, Shift+Enter down. */
import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { ArrowDown, ArrowUp, CaseSensitive, Regex, WholeWord, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SearchQuery } from './search/find';
import type { SearchResult } from './search/search';
import { closeSearch, sessionOf, useTerminalsUi } from './store';
import classes from './terminals.module.css';

/** Typing pauses this long before it searches, in milliseconds. */
const pauseMs = 150;
const count = new Intl.NumberFormat('en');

function resultWords(result: SearchResult): string {
  if (result.kind === 'none') return '';
  if (result.kind === 'searching') return 'Searching…';
  if (result.kind === 'invalid') return 'Not a regular expression yet';
  if (result.kind === 'too-slow') return 'This pattern takes too long: make it simpler';
  if (result.total === 0) return 'Nothing found';
  return `${count.format(result.at)} of ${count.format(result.total)}`;
}

type Flag = 'matchCase' | 'wholeWord' | 'regex';
const flags: readonly { flag: Flag; label: string; icon: React.ReactNode }[] = [
  { flag: 'matchCase', label: 'Match case', icon: <CaseSensitive size={17} /> },
  { flag: 'wholeWord', label: 'Whole word', icon: <WholeWord size={17} /> },
  { flag: 'regex', label: 'Regular expression', icon: <Regex size={16} /> },
];

export function SearchBar({ id, result }: { id: string; result: SearchResult }) {
  const field = useRef<HTMLInputElement>(null);
  const { search } = sessionOf(id);
  const [query, setQuery] = useState<SearchQuery>({
    text: '',
    matchCase: false,
    wholeWord: false,
    regex: false,
  });
  useEffect(() => {
    const wait = setTimeout(() => search.start(query), pauseMs);
    return () => clearTimeout(wait);
  }, [query, search]);
  const asked = useTerminalsUi((ui) => ui.searchAsked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish to search leads here
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') closeSearch(id);
    else if (event.key === 'Enter' && event.target === field.current)
      search.step(event.shiftKey ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={classes['search']} onKeyDown={onKey}>
      <TextInput
        ref={field}
        size="xs"
        className={classes['searchField']}
        aria-label="Search in this terminal"
        placeholder="Search in this terminal"
        value={query.text}
        maxLength={1000}
        onChange={(event) => setQuery({ ...query, text: event.currentTarget.value })}
      />
      {flags.map(({ flag, label, icon }) => (
        <Tooltip key={flag} label={label}>
          <ActionIcon
            size="sm"
            variant={query[flag] ? 'filled' : 'subtle'}
            color={query[flag] ? 'accent' : 'gray'}
            aria-label={label}
            aria-pressed={query[flag]}
            onClick={() => setQuery({ ...query, [flag]: !query[flag] })}
          >
            {icon}
          </ActionIcon>
        </Tooltip>
      ))}
      <span className={classes['searchCount']} role="status" data-testid="search-count">
        {resultWords(result)}
      </span>
      <ActionIcon size="sm" aria-label="Previous hit" onClick={() => search.step(-1)}>
        <ArrowUp size={15} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label="Next hit" onClick={() => search.step(1)}>
        <ArrowDown size={15} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label="Close the search" onClick={() => closeSearch(id)}>
        <X size={15} />
      </ActionIcon>
    </search>
  );
}
