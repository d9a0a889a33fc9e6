/**
 * All settings on one page that can be searched. For tests: region `Settings`; searchbox `Search the
 * settings`; regions named as the groups; each setting by its label; buttons `Reset <group>`.
 */
import { Button, TextInput } from '@mantine/core';
import { RotateCcw, Search, SearchX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ValueOf } from '../../preload/contract';
import type { Settings, SettingsPatch } from '../../preload/contract/settings';
import { useSettings } from '../connect/settings';
import { EmptyState } from '../kit/EmptyState';
import { Loading } from '../kit/Loading';
import { ProblemCard } from '../kit/ProblemCard';
import { useAsk } from '../kit/use-ask';
import { AboutSection, aboutText } from './About';
import { type SettingItem, type SettingSection, sections } from './items';
import { KeptSecretsSection, keptSecretsText } from './KeptSecrets';
import { PrivacySection, privacyText } from './Privacy';
import { Setting } from './Setting';
import classes from './settings.module.css';
import { passageFits, searchSettings } from './words';

export interface SettingsPanelProps {
  about: ValueOf<'shell.about'> | undefined;
  onShowLog(): void;
}

export default function SettingsPanel({ about, onShowLog }: SettingsPanelProps) {
  const { snapshot, problem, restart } = useSettingsState();
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const change = useAsk('settings.change');
  const reset = useAsk('settings.reset');
  const shown = searchSettings(sections, search);
  const passwords = passageFits(keptSecretsText, search);
  const privacy = passageFits(privacyText, search);
  const version = passageFits(aboutText, search);
  const failed = change.problem ?? reset.problem;
  return (
    <section className={classes['page']} aria-label="Settings">
      <header className={classes['head']}>
        <h1>Settings</h1>
        <TextInput
          ref={field}
          type="search"
          aria-label="Search the settings"
          placeholder="Search the settings"
          leftSection={<Search size={15} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </header>
      <div className={classes['body']}>
        {failed && (
          <ProblemCard
            problem={failed}
            onDismiss={() => {
              change.clear();
              reset.clear();
            }}
          />
        )}
        {problem && <ProblemCard problem={problem} onRetry={restart} />}
        {!snapshot && !problem && <Loading label="Reading your settings" />}
        {snapshot &&
          shown.map((section) => (
            <Section
              key={section.group}
              section={section}
              values={snapshot}
              onChange={(patch) => void change.run({ patch })}
              onReset={() => void reset.run({ group: section.group })}
            />
          ))}
        {passwords && <KeptSecretsSection />}
        {privacy && <PrivacySection />}
        {version && <AboutSection about={about} onShowLog={onShowLog} />}
        {shown.length === 0 && !passwords && !privacy && !version && (
          <EmptyState icon={<SearchX size={26} />} title="No setting is called like this">
            Try another word, for example “font” or “close”.
          </EmptyState>
        )}
      </div>
    </section>
  );
}

function useSettingsState() {
  const { snapshot, problem } = useSettings();
  return { snapshot, problem, restart: () => useSettings.restart() };
}

interface SectionProps {
  section: SettingSection;
  values: Settings;
  onChange(patch: SettingsPatch): void;
  onReset(): void;
}

function Section({ section, values, onChange, onReset }: SectionProps) {
  const { group, title, items } = section;
  return (
    <section className={classes['section']} aria-label={title}>
      <div className={classes['sectionHead']}>
        <h2>{title}</h2>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<RotateCcw size={14} aria-hidden />}
          aria-label={`Reset ${title}`}
          onClick={onReset}
        >
          Reset this group
        </Button>
      </div>
      <ul className={classes['items']}>
        {items.map((item) => (
          <Setting
            key={item.key}
            item={item}
            value={chosen(values, item)}
            onChange={(value) => onChange({ [group]: { [item.key]: value } })}
          />
        ))}
      </ul>
    </section>
  );
}

function chosen(values: Settings, item: SettingItem): string | number | boolean {
  const group: Readonly<Record<string, string | number | boolean>> = values[item.group];
  return group[item.key] ?? '';
}
