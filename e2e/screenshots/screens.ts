/** Every screen, in an order in which one leads to the next. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../harness';
import { openPalette, paletteOptions, runCommand, showTab } from '../journeys/person';

type Take = (name: string) => Promise<void>;
type Screen = (app: App, take: Take) => Promise<void>;

const server = 'demo-atlas';

const firstRun: Screen = async ({ page }, take) => {
  await page.getByRole('region', { name: 'Welcome' }).waitFor();
  await take('first-run');
};

const overview: Screen = async ({ page }, take) => {
  await page.getByRole('button', { name: 'Show me first' }).click();
  await page.getByTestId(`server-${server}`).waitFor();
  await runCommand(page, 'your lab');
  await page
    .getByText(/on 3 servers/)
    .first()
    .waitFor();
  await page.waitForTimeout(7000); // the engine is sure of what is free after a few samples
  await take('overview');
};

const serverPage: Screen = async ({ page }, take) => {
  await page.getByTestId(`server-${server}`).click();
  await showTab(page, 'Overview');
  await page.getByTestId('gpu-0-utilization').waitFor();
  await page.waitForTimeout(12_000); // the charts have something to show
  await take('server');
};

const terminal: Screen = async ({ page }, take) => {
  await showTab(page, 'Terminal');
  await page.getByRole('main').getByRole('button', { name: 'New terminal' }).first().click();
  const screen = page.locator('.xterm-rows');
  await screen.waitFor();
  await page.locator('.xterm').click();
  await page.keyboard.type('nvidia-smi\nls\n');
  await page.waitForTimeout(1500);
  await take('terminal');
};

const files: Screen = async ({ page }, take) => {
  await showTab(page, 'Files');
  await page.getByRole('button', { name: 'Open project' }).click();
  await page.getByTestId('file-explore.ipynb').click();
  await page.keyboard.press(' ');
  await page.waitForTimeout(2000);
  await take('files');
  await runCommand(page, 'permissions');
  await page.getByRole('dialog').waitFor();
  await take('permissions');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const notebooks: Screen = async ({ page }, take) => {
  await showTab(page, 'Notebooks & ports');
  await page.getByRole('button', { name: 'Open Jupyter' }).waitFor();
  await take('notebooks');
};

const palette: Screen = async ({ page }, take) => {
  await openPalette(page);
  await paletteOptions(page).first().waitFor();
  await take('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'hidden' });
};

const settings: Screen = async ({ page }, take) => {
  await page.keyboard.press('Control+,');
  await page
    .getByRole('searchbox')
    .or(page.getByPlaceholder(/search/i))
    .first()
    .waitFor();
  await page.waitForTimeout(800);
  await take('settings');
};

const log: Screen = async ({ page }, take) => {
  await runCommand(page, 'log');
  await page.getByRole('region', { name: 'Log' }).waitFor();
  await take('log');
};

const dialogs: Screen = async ({ page }, take) => {
  await page.keyboard.press('F1');
  await page.getByRole('dialog').waitFor();
  await take('keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await runCommand(page, `check ${server} step`);
  await page.getByRole('dialog').getByText('SFTP', { exact: false }).first().waitFor();
  await page.waitForTimeout(2500);
  await take('doctor');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const sshKeys: Screen = async ({ page }, take) => {
  await runCommand(page, 'ssh keys');
  await page.waitForTimeout(1000);
  await take('ssh-keys');
};

/** With sessions of two programs; the system's dialog, which no test can drive, answers with them. */
const takeOver: Screen = async ({ page, electronApp }, take) => {
  const folder = mkdtempSync(join(tmpdir(), 'labmate-sessions-'));
  try {
    chmodSync(folder, 0o755);
    const file = join(folder, 'MobaXterm.ini');
    writeFileSync(file, sessions, { mode: 0o644 });
    await electronApp.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, file);
    await runCommand(page, 'take over servers');
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByRole('checkbox', { name: 'Big GPU box' }).waitFor();
    await take('import');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const sessions = `[Bookmarks]
SubRep=Physics
Big GPU box= #109#0%gpu1.physics.example.edu%22%asha%%0%-1%cd /scratch%gate.example.edu%22%asha%0%0%0%%%0%0%0#
gpu2= #109#0%gpu2.physics.example.edu%2222%[lab account]%%0%-1%%%22%%0%0%0%%%0%0%0#
office= #91#4%10.0.0.9%3389%asha%#
`;

/** Where openfortivpn is not installed, how to get it stands there instead. */
const vpn: Screen = async ({ page }, take) => {
  await runCommand(page, 'openfortivpn');
  const dialog = page.getByRole('dialog', { name: 'VPN', exact: true });
  await dialog.getByRole('combobox', { name: 'Gateway' }).fill('vpn.physics.example.edu');
  await dialog.getByLabel('Account').fill('asha');
  await take('vpn');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
};

/** A typed server that nobody answers for: the card of a problem. */
const problem: Screen = async ({ page }, take) => {
  await page.getByRole('textbox', { name: /Search servers/ }).fill('asha@127.0.0.1:9');
  await page.keyboard.press('Enter');
  await page.getByTestId('problem').first().waitFor();
  await take('problem');
};

export const screens: readonly Screen[] = [
  firstRun,
  overview,
  serverPage,
  terminal,
  files,
  notebooks,
  palette,
  settings,
  log,
  dialogs,
  sshKeys,
  takeOver,
  vpn,
  problem,
];
