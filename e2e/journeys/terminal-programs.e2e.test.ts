/**
 * What real programs do with the terminal: tmux and vim take the mouse, wide and joined characters
 * stand where the shell thinks they do, a program names its own links, and much output is kept.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { giveTo, isRoot, type Lab, startLab } from '../lab';
import { browserLog, openedAddress } from './browser';
import { connect, connected, frontScreen, launchWith, onScreen, openTerminal } from './person';

/** Why a test cannot be: the program is not there. False when it is. */
function programMissing(name: string): string | false {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return false;
  } catch {
    return `${name} is not installed`;
  }
}

/** Wide, combining, joined and full-width characters, and plain ones to compare with. */
const words = [
  'plain',
  '漢字かな',
  '한글',
  'ｆｕｌｌ',
  'e\u0301a\u0308o\u0302',
  '🙂👍🚀',
  'x\u0336y',
  'mix 漢e\u0301🙂 end',
];

/**
 * Prints each word, filled up to 24 columns as the server's `wc -L` counts them, with a bar behind; then
 * asks the terminal for its column after each word and prints both numbers.
 */
const widths = `export LC_ALL=C.UTF-8
words='${words.join('\n')}'
echo "$words" | while IFS= read -r word; do
  width=$(printf '%s\\n' "$word" | wc -L)
  printf '%s%*s│\\n' "$word" $((24 - width)) ''
done
stty raw -echo
differ=0; count=0
while IFS= read -r word <&3; do
  width=$(printf '%s\\n' "$word" | wc -L)
  printf '\\r\\033[K%s\\033[6n' "$word"
  answer=; while :; do
    key=$(dd bs=1 count=1 2>/dev/null); answer=$answer$key
    [ "$key" = R ] && break
  done
  column=\${answer#*;}; column=\${column%R}
  [ "$column" = $((width + 1)) ] || differ=$((differ + 1))
  count=$((count + 1))
done 3<<END
$words
END
stty sane; printf '\\r\\033[K'; echo "measured-$count-differ-$differ-end"
`;

describe('programs in a terminal', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;

  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1' }] });
    const { home, user } = lab.server('gpu1');
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n + 1} of forty`).join('\n');
    for (const [name, text] of Object.entries({ 'widths.sh': widths, 'forty.txt': lines })) {
      writeFileSync(join(home, name), `${text}\n`);
      if (isRoot) giveTo(user, join(home, name));
    }
    app = await launchWith(lab, () => '', { LABMATE_BROWSER_LOG: '1' });
    await connect(app.page, 'gpu1');
    await connected(app.page);
    await openTerminal(app.page);
  });
  after(async () => {
    await app?.close();
    await lab?.stop();
  });

  const type = (text: string) => app.page.keyboard.type(text);
  /** Where a cell is, in CSS pixels; rows and columns are counted from 1, as programs do. */
  const cell = async (row: number, col: number) => {
    const screen = await frontScreen(app.page).locator('.xterm-screen').boundingBox();
    const line = await frontScreen(app.page).locator('.xterm-rows > div').first().boundingBox();
    const width = await app.page.evaluate(() => {
      const measure = document.querySelector('.xterm-char-measure-element');
      return (measure?.getBoundingClientRect().width ?? 0) / (measure?.textContent?.length || 1);
    });
    assert.ok(screen && line && width > 0);
    return { x: screen.x + (col - 0.5) * width, y: screen.y + (row - 0.5) * line.height };
  };
  /** Where this text begins on the screen. */
  const placeOf = (text: string) =>
    app.page.evaluate((wanted) => {
      const walk = document.createTreeWalker(
        document.querySelector('.xterm-rows') ?? document.body,
        NodeFilter.SHOW_TEXT,
      );
      const places: { x: number; y: number }[] = [];
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = (node.textContent ?? '').replaceAll('\u00a0', ' ');
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          const box = range.getBoundingClientRect();
          places.push({ x: box.left, y: box.top + box.height / 2 });
        }
      }
      return places;
    }, text);

  test('a click chooses the other pane of tmux', { skip: programMissing('tmux') }, async () => {
    const { page } = app;
    await type(`clear; tmux -u -f /dev/null -L mouse new-session \\; split-window -h\n`);
    await onScreen(page, '[0]');
    await onScreen(page, '│');
    await type('tmux set -g mouse on; echo "in-$TMUX_PANE-now"\n');
    await onScreen(page, 'in-%1-now');
    const left = await cell(10, 10);
    await page.mouse.click(left.x, left.y);
    await type('echo "in-$TMUX_PANE-now"\n');
    await onScreen(page, 'in-%0-now');
    await app.screenshot('terminal-tmux');
    await type('tmux kill-server\n');
    await onScreen(page, '[server exited]');
    await type('clear; echo "out[$TMUX]"\n');
    await onScreen(page, 'out[]');
  });

  test('a click moves the cursor of vim', { skip: programMissing('vim') }, async () => {
    const { page } = app;
    await type(`clear; vim -u NONE -N +'set mouse=a' forty.txt\n`);
    await onScreen(page, 'line 20 of forty');
    const place = await cell(7, 6);
    await page.mouse.click(place.x, place.y);
    await type(`:echo "at-" . line(".") . "-" . col(".") . "-now"\n`);
    await onScreen(page, 'at-7-6-now');
    await type(':q!\n');
    // What is typed before vim has gone it throws away.
    await page.waitForFunction(
      () => !document.querySelector('.xterm-rows')?.textContent?.includes('line 20 of forty'),
    );
    await type('clear; echo left-$((3+3))\n');
    await onScreen(page, 'left-6');
  });

  test('characters are as wide on the screen as the server counts them', async () => {
    const { page } = app;
    await type('clear; sh widths.sh\n');
    await onScreen(page, `measured-${words.length}-differ-0-end`);
    const bars = await placeOf('│');
    assert.equal(bars.length, words.length);
    const [first] = bars;
    for (const [at, bar] of bars.entries())
      assert.ok(Math.abs(bar.x - (first?.x ?? 0)) < 1.5, `${words[at]}: ${bar.x} of ${first?.x}`);
    await app.screenshot('terminal-widths');
  });

  test('every one of sixteen million colours is drawn, on the ground as well', async () => {
    const { page } = app;
    await type(
      `clear; printf '\\033[38;2;250;240;1;48;2;1;35;69m%s\\033[0m %s-done\\n' gradual painted\n`,
    );
    await onScreen(page, 'painted-done');
    const colors = await page.evaluate(() => {
      const spans = [...document.querySelectorAll<HTMLElement>('.xterm-rows span')];
      const found = spans.find((span) => span.textContent === 'gradual');
      if (!found) return null;
      const { color, backgroundColor } = getComputedStyle(found);
      return [color, backgroundColor];
    });
    assert.deepEqual(colors, ['rgb(250, 240, 1)', 'rgb(1, 35, 69)']);
  });

  test('a link that a program names shows where it leads; only http and https open', async () => {
    const { page } = app;
    const link = (url: string, text: string) =>
      `printf '\\033]8;;${url}\\033\\\\${text}%s\\033]8;;\\033\\\\ \\n' -here`;
    const bad = ['file:///etc/passwd', 'javascript:alert(1)', 'ssh://evil.example', 'vscode://x/y'];
    await type('clear\n');
    for (const [at, url] of bad.entries()) await type(`${link(url, `bad${at}`)}\n`);
    await type(
      `${link('http://127.0.0.1:8000/real', 'https://bank.example')}; echo all-$((1+1))\n`,
    );
    await onScreen(page, 'all-2');
    const over = async (text: string) => {
      const place = (await placeOf(text)).at(-1);
      assert.ok(place, text);
      await page.mouse.move(place.x + 12, place.y + 30);
      await page.mouse.move(place.x + 20, place.y);
      return { x: place.x + 20, y: place.y };
    };
    const ctrlClick = async (place: { x: number; y: number }) => {
      await page.keyboard.down('Control');
      await page.mouse.click(place.x, place.y);
      await page.keyboard.up('Control');
    };
    const hint = page.getByRole('status').filter({ hasText: 'Ctrl + click opens it' });
    for (const at of bad.keys()) {
      await ctrlClick(await over(`bad${at}-here`));
      assert.equal(await hint.count(), 0, bad[at]);
    }
    const place = await over('bank.example-here');
    await hint.filter({ hasText: 'http://127.0.0.1:8000/real' }).waitFor();
    assert.doesNotMatch((await hint.textContent()) ?? '', /bank/);
    await app.screenshot('terminal-named-link');
    await page.mouse.click(place.x, place.y);
    await ctrlClick(place);
    assert.equal(await openedAddress(app.home), 'http://127.0.0.1:8000/real');
    const opened = readFileSync(join(app.home, browserLog), 'utf8').split('\n').filter(Boolean);
    assert.deepEqual(opened, ['http://127.0.0.1:8000/real']);
  });

  test('much output is drawn less often than the screen could, and its end is seen', async () => {
    const { page } = app;
    await frontScreen(page).click({ position: { x: 300, y: 300 } });
    await type('clear; seq -f "a line of a flood %.0f" 400000; echo flood-$((1+1))\n');
    const drawnAt = await frontScreen(page)
      .locator('.xterm-rows')
      .evaluate(async (rows) => {
        const times: number[] = [];
        const observer = new MutationObserver(() => times.push(performance.now()));
        observer.observe(rows, { childList: true, subtree: true });
        while (!rows.textContent?.includes('flood-2'))
          await new Promise((resolve) => setTimeout(resolve, 50));
        observer.disconnect();
        return times;
      });
    const gaps = drawnAt.slice(1).map((time, at) => time - (drawnAt[at] ?? 0));
    const middle = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
    // Never sooner, however slow or fast the machine is; a little less where timers come early.
    assert.ok(middle >= 70, `${gaps.length + 1} drawings, ${middle} ms apart`);
  });

  test('of 120,000 lines the last 100,000 are kept and searched', async () => {
    const { page } = app;
    await frontScreen(page).click({ position: { x: 300, y: 300 } });
    await type('clear; seq -f "row %06.0f" 1 120000; echo done-$((1+1))\n');
    await onScreen(page, 'done-2');
    await page.keyboard.press('Control+Shift+F');
    const field = page.getByRole('textbox', { name: 'Search in this terminal' });
    const counted = (text: string | RegExp) =>
      page.getByTestId('search-count').filter({ hasText: text }).waitFor();
    await field.fill('row 120000');
    await counted('1 of 1');
    await field.fill('row 020100');
    await counted('1 of 1');
    await onScreen(page, 'row 020100');
    await field.fill('row 019900');
    await counted('Nothing found');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await field.fill('^row \\d{6}$');
    // The screen holds the rows, the line `done` and the prompt; above it lie 100,000 rows.
    await counted(/of 1\d\d,\d{3}$/);
    const rows = await frontScreen(page).locator('.xterm-rows > div').count();
    const all = 100_000 + rows - 2;
    const words = (await page.getByTestId('search-count').textContent()) ?? '';
    assert.match(words, new RegExp(` of ${all.toLocaleString('en')}$`));
    await field.press('Escape');
  });
});
