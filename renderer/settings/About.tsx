/** Versions, the log, and the licences of the programs that Labmate is made with. */
import { Button, TextInput } from '@mantine/core';
import { ScrollText, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import { CopyButton } from '../kit/Copy';
import { plural } from '../kit/format';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { visibleBlock, visibleLine } from '../kit/safe-text';
import { useAsk } from '../kit/use-ask';
import { lookAtGraphics, useGraphics } from '../terminals';
import classes from './settings.module.css';

type About = ValueOf<'shell.about'>;
type Licence = ValueOf<'shell.licences'>[number];

/** By these words the section is found. */
export const aboutText =
  'About version electron chromium node licences licenses open source log bug report renderer';

export function AboutSection(props: { about: About | undefined; onShowLog(): void }) {
  const { about, onShowLog } = props;
  const graphics = useGraphics();
  useEffect(lookAtGraphics, []);
  const facts = about ? [...factsOf(about), ['Terminals', drawnWords(graphics)] as const] : [];
  const asText = facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  return (
    <section className={classes['section']} aria-label="About" id="about">
      <div className={classes['sectionHead']}>
        <h2>About</h2>
        <CopyButton label="Copy versions" text={asText} />
      </div>
      <dl className={classes['about']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{visibleLine(value)}</dd>
          </div>
        ))}
      </dl>
      <div className={classes['aboutActions']}>
        <Button
          variant="default"
          leftSection={<ScrollText size={15} aria-hidden />}
          onClick={onShowLog}
        >
          Show the log
        </Button>
      </div>
      <Licences />
    </section>
  );
}

function drawnWords({ used, renderer }: ReturnType<typeof useGraphics.getState>): string {
  const by = used === 'webgl' ? 'drawn by the graphics card (WebGL)' : 'drawn by the page (DOM)';
  return renderer === null ? `${by}; there is no WebGL here` : `${by}; ${renderer}`;
}

function factsOf(about: About): [string, string][] {
  return [
    ['Labmate', about.version],
    ['System', about.platform],
    ['Electron', about.electron],
    ['Chromium', about.chromium],
    ['Node', about.node],
    ...(about.developmentRuntime === null
      ? []
      : [['Runtime', about.developmentRuntime] as [string, string]]),
  ];
}

function Licences() {
  const { run, problem, pending } = useAsk('shell.licences');
  const [licences, setLicences] = useState<readonly Licence[]>();
  const [search, setSearch] = useState('');
  const load = () => void run({}).then((answer) => answer && setLicences(answer.value));
  if (problem) return <ProblemCard problem={problem} onRetry={load} />;
  if (!licences)
    return pending ? (
      <Loading label="Reading the licences" />
    ) : (
      <Button variant="default" onClick={load}>
        Licences of what Labmate is made with
      </Button>
    );
  const found = licences.filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <div>
      <h3 className={classes['licencesHead']}>
        {plural(licences.length, 'program')} of others, with thanks
      </h3>
      <TextInput
        type="search"
        aria-label="Search the licences"
        placeholder="Search the licences"
        leftSection={<Search size={15} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className={classes['licences']} aria-label="Licences">
        {found.map(({ name, version, licence, text }) => (
          <li key={`${name}@${version}`}>
            <details>
              <summary>
                <span>{visibleLine(name)}</span> {visibleLine(version)}{' '}
                <em>{visibleLine(licence)}</em>
              </summary>
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
                tabIndex={0}
                role="document"
                aria-label={`Licence of ${visibleLine(name)}`}
              >
                {text === '' ? 'It comes without a text of its licence.' : visibleBlock(text)}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
