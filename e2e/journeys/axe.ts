/**
 * Looks for accessibility faults with axe-core in the page as it stands. Its program is handed to the
 * page by the debugger, which the content security policy does not concern: no rule is loosened.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';

const source = readFileSync(
  createRequire(`${process.cwd()}/package.json`).resolve('axe-core/axe.min.js'),
  'utf8',
);

/**
 * Rules that are left out: a button whose picture and figures are part of its text is named by its
 * words alone (`gpu1, Not connected`), which begin with what speech input would say.
 */
const rules = { 'label-content-name-mismatch': { enabled: false } };

/**
 * What axe calls serious or critical, one line for each kind; empty when there is nothing.
 * @param only names of the rules to look with; all unless told
 */
export async function axeFaults(page: Page, only?: readonly string[]): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${source} }`);
  // What fades in has the colours of neither state.
  await page.evaluate(async () => {
    const running = document.getAnimations().filter((each) => {
      const timing = each.effect?.getComputedTiming();
      return timing?.iterations !== Number.POSITIVE_INFINITY;
    });
    await Promise.allSettled(running.map((each) => each.finished));
  });
  const how = { resultTypes: ['violations'], ...(only ? { runOnly: only } : { rules }) };
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(how)})`)) as AxeResults;
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const places = nodes.slice(0, 4).map(({ html, failureSummary }) => {
        const summary = failureSummary?.replace(/\s+/g, ' ').slice(0, 260) ?? '';
        return `${html.slice(0, 200)} — ${summary}`;
      });
      return `${id} (${nodes.length}): ${places.join(' | ')}`;
    });
}

/** Fails with what axe found on the screen of this name. */
export async function assertAccessible(page: Page, screen: string): Promise<void> {
  const faults = await axeFaults(page);
  assert.deepEqual(faults, [], `${screen}: ${faults.length} kinds of faults`);
}
