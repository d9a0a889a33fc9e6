/** What Labmate sends, and what it does not. */
import { ShieldCheck } from 'lucide-react';
import classes from './settings.module.css';

const facts = [
  'There is no telemetry: no usage figures, no crash reports, no account, no advertising.',
  'Labmate talks to the servers that you connect to, over SSH, and to nobody else.',
  'The window itself has no network at all: pages, fonts and pictures come with the app.',
  'Links that you click open in your own browser, which then talks to their site.',
  'Passwords stay in memory, only as long as you said. Longer only if you say so, sealed by the store of your system.',
  'The log stays on this computer. It leaves only when you copy it.',
] as const;

/** Everything that the section says, for the search. */
export const privacyText = `Privacy telemetry tracking data ${facts.join(' ')}`;

export function PrivacySection() {
  return (
    <section className={classes['section']} aria-label="Privacy">
      <div className={classes['sectionHead']}>
        <h2>Privacy</h2>
      </div>
      <ul className={classes['facts']}>
        {facts.map((fact) => (
          <li key={fact}>
            <ShieldCheck size={16} aria-hidden />
            <span>{fact}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
