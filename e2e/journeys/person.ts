/** What a person does at the window, by the names that the person sees: shared by the journeys. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementHandle, Locator, Page } from 'playwright';
import { type App, launchApp } from '../harness';
import { giveTo, isRoot, type Lab, type LabUser, type ServerOptions, startLab } from '../lab';

export type Tab = 'Overview' | 'Terminal' | 'Notebooks & ports' | 'Files';

/** A problem card as it is read. */
export interface Card {
  text: string;
  /** Words of its buttons. */
  buttons: string[];
  /** Advice and buttons: what one can do about it. */
  steps: string[];
}

/** Whose window it is: somebody of their own where the lab can make users. Needs a lab that has its servers. */
export async function windowUser(lab: Lab): Promise<LabUser> {
  const user = isRoot ? await lab.addUser({ name: 'window' }) : lab.servers[0]?.user;
  assert.ok(user, 'the lab has a server');
  return user;
}

/** A folder for the app's data that outlives a start of it, within the user's. */
export function keptHome(user: LabUser): string {
  const home = mkdtempSync(join(user.home, 'kept-'));
  if (isRoot) giveTo(user, home);
  return home;
}

/**
 * Starts the app with an ssh folder of its own, to whose config these lines were added. Needs a lab
 * that has all its servers.
 */
export async function launchWith(
  lab: Lab,
  config: (sshDir: string) => string,
  env: Record<string, string> = {},
): Promise<App> {
  const user = await windowUser(lab);
  const sshDir = lab.sshDirFor(user);
  appendFileSync(join(sshDir, 'config'), config(sshDir));
  const app = await launchApp({ lab, user, sshDir, colorScheme: 'dark', env });
  app.page.setDefaultTimeout(25_000);
  return app;
}

/** A lab of one server, and the window connected to it. */
export async function windowOn(
  server: string,
  more: Omit<ServerOptions, 'name'> = {},
): Promise<{ lab: Lab; app: App }> {
  const lab = await startLab({ knownHosts: true, servers: [{ ...more, name: server }] });
  let app: App | undefined;
  try {
    app = await launchWith(lab, () => '');
    await connect(app.page, server);
    await connected(app.page);
    return { lab, app };
  } catch (error) {
    await app?.close();
    await lab.stop();
    throw error;
  }
}

export const main = (page: Page) => page.getByRole('main');

export const showTab = (page: Page, name: Tab) =>
  page.getByRole('tab', { name, exact: true }).click();

/** Chooses the server and presses Connect; does not wait for what comes of it. */
export async function connect(page: Page, server: string): Promise<void> {
  await page.getByTestId(`server-${server}`).click();
  await page.getByRole('button', { name: `Connect to ${server}`, exact: true }).click();
}

export async function disconnect(page: Page, server: string): Promise<void> {
  await page.getByTestId(`server-${server}`).click();
  await page.getByRole('button', { name: `Disconnect from ${server}` }).click();
  const ended = page.getByRole('button', { name: `Connect to ${server}`, exact: true }).first();
  // It asks where terminals are open.
  const sure = page.getByRole('dialog').getByRole('button', { name: 'Disconnect', exact: true });
  await sure.or(ended).first().waitFor();
  if (await sure.isVisible()) await sure.click();
  await ended.waitFor();
}

/** Waits until the connection of the server that is shown stands. */
export const connected = (page: Page) =>
  page
    .getByTestId('connection-badge')
    .filter({ hasText: /^Connected$/ })
    .waitFor();

const cardIn = (place: Locator, tag: string) =>
  place.locator(`[data-testid="problem"][data-tag="${tag}"]`).first();

/** Waits for the card of this problem and reads it. It must name a cause and a next step. */
export async function readCard(place: Locator, tag: string): Promise<Card> {
  const card = cardIn(place, tag);
  try {
    await card.waitFor();
  } catch (error) {
    const there = await place.getByTestId('problem').allInnerTexts();
    const shown =
      there.length > 0 ? there.join('\n---\n') : (await place.allInnerTexts()).join('\n');
    throw new Error(`no card ${tag}; shown instead: ${shown}`, { cause: error });
  }
  const [text = ''] = await card.allInnerTexts();
  const buttons = await card.getByRole('button').allInnerTexts();
  const advice = await card
    .getByRole('list', { name: 'What you can do' })
    .locator('li')
    .allInnerTexts();
  const steps = [...advice, ...buttons].filter(
    (words) => words !== '' && words !== 'Technical detail',
  );
  assert.ok(steps.length > 0, `the card says what to do: ${text}`);
  assert.doesNotMatch(text, /undefined|\[object|NaN/, text);
  return { text, buttons, steps };
}

/** Presses a button of the card of this problem. */
export const pressOnCard = (place: Locator, tag: string, name: string | RegExp) =>
  cardIn(place, tag).getByRole('button', { name }).first().click();

/** The palette's field, and what it found. */
export const paletteField = (page: Page) =>
  page.getByRole('combobox', { name: 'Search commands and servers' });
export const paletteOptions = (page: Page) =>
  page.getByRole('listbox', { name: 'Commands' }).getByRole('option');

/** Opens the palette, from wherever the keyboard is. */
export async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  await paletteField(page).waitFor();
}

/** Runs a command by its words, as a person does who uses the keyboard only. */
export async function runCommand(page: Page, words: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(words);
  await paletteOptions(page).first().waitFor();
  await page.keyboard.press('Enter');
  await paletteField(page).waitFor({ state: 'hidden' });
}

/** Dismisses what a failed test left open, so that the tests after it stand for themselves. */
export async function dismissDialogs(page: Page): Promise<void> {
  for (let n = 0; n < 5 && (await page.getByRole('dialog').count()) > 0; n += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300); // the dialog fades, and the next question may follow
  }
}

export type QuestionKind =
  | 'host-key'
  | 'passphrase'
  | 'password'
  | 'keyboard-interactive'
  | 'confirm';

/** The dialog of an open question of this kind. */
export async function question(page: Page, kind: QuestionKind): Promise<Locator> {
  const dialog = page.getByTestId(`question-${kind}`).getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

/** Types a secret into the open question and sends it; resolves when that question is gone. */
export async function answerSecret(
  page: Page,
  kind: 'passphrase' | 'password',
  secret: string,
  options: { remember?: boolean } = {},
): Promise<void> {
  const dialog = await question(page, kind);
  const field = dialog.getByLabel(kind === 'passphrase' ? 'Passphrase' : 'Password', {
    exact: true,
  });
  const input = (await field.elementHandle()) as ElementHandle<HTMLInputElement>;
  await input.fill(secret);
  if (options.remember) await dialog.getByLabel('Remember until Labmate closes').check();
  await dialog.getByRole('button', { name: kind === 'passphrase' ? 'Unlock' : 'Sign in' }).click();
  await page.waitForFunction((element) => !element.isConnected, input);
}

/** The side of the shown terminal that has the keyboard; there is one, split or not. */
const frontSide = '[data-focused="true"]';

/** The screen of the shown terminal; in a split one, of the side that has the keyboard. */
export const frontScreen = (page: Page) => page.locator(`${frontSide} [data-testid^="terminal-"]`);

/** Opens a terminal and waits for its screen. */
export async function openTerminal(page: Page): Promise<Locator> {
  await showTab(page, 'Terminal');
  await main(page).getByRole('button', { name: 'New terminal' }).first().click();
  const screen = frontScreen(page);
  await screen.waitFor();
  await screen.locator('.xterm-rows').waitFor();
  await screen.click();
  return screen;
}

/** Waits until the shown terminal's front side holds the text (line ends do not count). */
export async function onScreen(page: Page, text: string): Promise<void> {
  try {
    await page.waitForFunction(
      ([side, wanted]) =>
        document.querySelector(`${side} .xterm-rows`)?.textContent?.includes(wanted),
      [frontSide, text] as const,
    );
  } catch (error) {
    throw new Error(`“${text}” is not on the screen: ${await screenText(page)}`, { cause: error });
  }
}

/** The rows that the front side of the shown terminal shows. */
export const screenText = (page: Page) =>
  page.evaluate(
    (side) =>
      [...document.querySelectorAll(`${side} .xterm-rows > div`)]
        .map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd())
        .join('\n')
        .trimEnd(),
    frontSide,
  );
