/** Files as one lives with them: moving about, choosing, permissions, previews, very long folders. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type App, windowMissing } from '../harness';
import { type Lab, startLab } from '../lab';
import { linkProgram } from '../lab/server';
import { mountSmallDisk, smallDiskMissing } from '../lab/small-disk';
import { connect, launchWith, readCard, showTab } from './person';

describe('files', { skip: windowMissing() }, () => {
  let lab: Lab;
  let app: App;
  let home: string;
  let listener: Server;
  /** Addresses that somebody asked for: no preview may. */
  const asked: string[] = [];
  before(async () => {
    lab = await startLab({ knownHosts: true, servers: [{ name: 'gpu1', user: 'alice' }] });
    home = lab.server('gpu1').home;
    listener = createServer((request, answer) => {
      asked.push(request.url ?? '');
      answer.end();
    });
    await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
    await shell(`mkdir -p walk/one/two/three && cd walk && touch b2 b10 b1 note.txt .hidden
      printf 'hello\\n' > note.txt`);
    app = await launchWith(lab, () => '');
    await connect(app.page, 'gpu1');
    await showTab(app.page, 'Files');
    await app.page.getByTestId('free-space').waitFor();
  });
  after(async () => {
    await app?.close();
    listener?.close();
    await lab?.stop();
  });

  /** Runs a script as the lab user in the home folder. */
  const shell = async (script: string) => {
    const done = await lab.user('alice').run('sh', ['-ec', script]);
    assert.equal(done.code, 0, done.stderr);
  };
  const press = (name: string) => app.page.getByRole('button', { name, exact: true }).click();
  const row = (name: string) => app.page.getByTestId(`file-${name}`);
  const crumb = () => app.page.getByRole('navigation', { name: 'Folders above' });
  const standsIn = (name: string) => crumb().locator('[aria-current]', { hasText: name }).waitFor();
  const grid = () => app.page.getByRole('grid', { name: 'Files' });
  const preview = () => app.page.getByTestId('preview');
  /** Types a path into the path field. */
  const goTo = async (path: string) => {
    await app.page.keyboard.press('Control+l');
    await app.page.getByRole('textbox', { name: 'Path' }).fill(path);
    await app.page.keyboard.press('Enter');
  };
  /** What the person copied, caught where it goes to the clipboard. */
  const copiedBy = async (act: () => Promise<void>) => {
    await app.page.evaluate(() => {
      const store = globalThis as Record<string, unknown>;
      const own = DataTransfer.prototype.setData;
      DataTransfer.prototype.setData = function setData(type: string, text: string) {
        store['copied'] = text;
        DataTransfer.prototype.setData = own;
        own.call(this, type, text);
      };
    });
    await act();
    return app.page.evaluate(() => (globalThis as Record<string, unknown>)['copied']);
  };

  test('one walks in, back and forward, by crumbs, by ~ and by a typed path', async () => {
    const { page } = app;
    for (const name of ['walk', 'one', 'two', 'three']) {
      await press(`Open ${name}`);
      await standsIn(name);
    }
    await crumb().getByRole('button', { name: 'Home folder, ~' }).waitFor();
    await press('Back');
    await standsIn('two');
    await press('Back');
    await standsIn('one');
    await press('Forward');
    await standsIn('two');
    await page.keyboard.press('Alt+ArrowLeft');
    await standsIn('one');
    await page.keyboard.press('Alt+ArrowRight');
    await standsIn('two');
    await crumb().getByRole('button', { name: 'walk', exact: true }).click();
    await standsIn('walk');
    assert.ok(await page.getByRole('button', { name: 'Forward', exact: true }).isDisabled());
    await goTo('/etc');
    await standsIn('etc');
    await goTo('~/walk/one');
    await standsIn('one');
    await goTo('~/walk/absent');
    await readCard(page.getByTestId('files-drop'), 'files/no-such');
    await goTo('~/walk');
    await standsIn('walk');
  });

  test('the fourth and fifth button of the mouse go back and forward', async () => {
    const { page } = app;
    const session = await page.context().newCDPSession(page);
    /** A real press and release in the midst of the list, as the browser gets it from the mouse. */
    const click = async (button: 'back' | 'forward') => {
      const box = await page.getByTestId('files-drop').boundingBox();
      assert.ok(box);
      const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      for (const type of ['mousePressed', 'mouseReleased'] as const) {
        await session.send('Input.dispatchMouseEvent', { type, ...place, button, clickCount: 1 });
      }
    };
    await goTo('~/walk/one');
    await standsIn('one');
    await goTo('~/walk/one/two');
    await standsIn('two');
    await click('back');
    await standsIn('one');
    await click('forward');
    await standsIn('two');
    await click('back');
    await standsIn('one');
    await session.detach();
    await goTo('~/walk');
    await standsIn('walk');
  });

  test('names stand in the order of people; hidden ones on request; the filter narrows', async () => {
    const { page } = app;
    const names = async () =>
      (await grid().locator('[data-testid^="file-"]').all()).length === 0
        ? []
        : grid()
            .locator('[data-testid^="file-"]')
            .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-testid')?.slice(5)));
    assert.deepEqual(await names(), ['one', 'b1', 'b2', 'b10', 'note.txt']);
    await press('Show hidden files');
    await row('.hidden').waitFor();
    await press('Show hidden files');
    await row('.hidden').waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: 'Filter this folder' }).fill('b1');
    await row('note.txt').waitFor({ state: 'detached' });
    assert.deepEqual(await names(), ['b1', 'b10']);
    await page.keyboard.press('Escape');
    await row('note.txt').waitFor();
  });

  test('several are chosen by mouse and keys, and their paths copied from the menu', async () => {
    const { page } = app;
    await row('b1').click();
    await row('b10').click({ modifiers: ['Shift'] });
    await page.getByText('3 of 5 items selected, 0 B in files').waitFor();
    await row('b2').click({ modifiers: ['Control'] });
    await page.getByText('2 of 5 items selected').waitFor();
    await row('b1').click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('3 of 5 items selected').waitFor();
    await row('b10').click({ button: 'right' });
    const copied = await copiedBy(() => page.getByRole('menuitem', { name: 'Copy paths' }).click());
    assert.equal(copied, ['b1', 'b2', 'b10'].map((name) => join(home, 'walk', name)).join('\n'));
    // The same menu without a mouse.
    await row('note.txt').click();
    await page.keyboard.press('Shift+F10');
    await page.getByTestId('row-menu').waitFor();
    const name = await copiedBy(() => page.getByRole('menuitem', { name: 'Copy name' }).click());
    assert.equal(name, 'note.txt');
  });

  test('after the menu the keys go on in the list, and Ctrl+A is of the files from anywhere', async () => {
    const { page } = app;
    await row('b2').click({ button: 'right' });
    await page.getByTestId('row-menu').waitFor();
    await page.keyboard.press('Escape');
    await row('b2').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Control+A');
    await page.getByText('5 of 5 items selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Files' }).focus();
    await page.keyboard.press('Control+A');
    await page.getByText('5 of 5 items selected').waitFor();
    // Nothing of the window is marked as a browser would do it, here or elsewhere.
    await showTab(page, 'Overview');
    await page.keyboard.press('Control+A');
    assert.equal(await page.evaluate(() => String(getSelection())), '');
    await showTab(page, 'Files');
  });

  test('a new file is made, and a name that is taken is refused', async () => {
    const { page } = app;
    await press('New file');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('made.py');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await row('made.py').waitFor();
    assert.equal(statSync(join(home, 'walk/made.py')).size, 0);
    await shell('echo keep > walk/late');
    await press('New file');
    await dialog.getByLabel('Name').fill('late');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await readCard(dialog, 'files/exists');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(statSync(join(home, 'walk/late')).size, 5);
  });

  test('permissions of several are shown mixed and changed where one decides', async () => {
    const { page } = app;
    await shell('chmod 640 walk/b1 && chmod 600 walk/b2');
    await press('Refresh');
    await row('b1').getByText('rw-r-----').waitFor();
    await row('b1').click();
    await row('b2').click({ modifiers: ['Shift'] });
    await row('b1').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Permissions' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByLabel('As a number').inputValue(), '6–0');
    await dialog.getByRole('checkbox', { name: 'Everybody else: read' }).check();
    await dialog.getByRole('button', { name: 'Change' }).click();
    await dialog.waitFor({ state: 'detached' });
    const modes = ['b1', 'b2'].map((name) => statSync(join(home, 'walk', name)).mode & 0o777);
    assert.deepEqual(modes, [0o644, 0o604]);
    await row('b2').getByText('rw----r--').waitFor();
  });

  test('previews show text, tables, logs, bytes and pictures', async () => {
    const { page } = app;
    await shell(`mkdir show && cd show && printf 'line one\\nline two\\n' > a.txt
      printf 'gpu,used\\n0,12\\n' > t.csv && seq 100000 > run.log && printf '\\177ELF\\000' > prog
      mkfifo pipe`);
    await goTo('~/show');
    await row('a.txt').click();
    await page.keyboard.press('Space');
    await preview().getByText('line two').waitFor();
    await row('t.csv').click();
    await preview().getByRole('columnheader', { name: 'used' }).waitFor();
    await row('run.log').click();
    await preview().getByText('100000', { exact: true }).waitFor();
    await preview().getByText('The end of').waitFor();
    await row('prog').click();
    await preview().getByText('7f 45 4c 46 00').waitFor();
    await row('pipe').click();
    await readCard(preview(), 'files/not-a-file');
    await press('Close the preview');
    await preview().waitFor({ state: 'detached' });
  });

  test('hostile previews run nothing and load nothing', async () => {
    const { page } = app;
    const { port } = listener.address() as AddressInfo;
    const away = `http://127.0.0.1:${port}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
      width="40" height="30" onload="fetch('${away}/onload')"><style>@import "${away}/css";</style>
      <script>fetch('${away}/script'); parent.hacked = 1; alert(1)</script>
      <script href="${away}/script.js"/><image href="${away}/image.png" width="9" height="9"/>
      <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${away}/frame"/></foreignObject>
      <rect width="40" height="30" fill="red"/></svg>`;
    const html = `<img src=x onerror="parent.hacked=1"><img src="${away}/img"><script>window.hacked=1</script>`;
    const notebook = JSON.stringify({
      nbformat: 4,
      cells: [
        { cell_type: 'markdown', source: `![x](${away}/md) ${html}` },
        {
          ...{ cell_type: 'code', execution_count: 1, source: 'plot()' },
          outputs: [
            {
              output_type: 'display_data',
              data: { 'text/html': html, 'text/plain': 'plain words' },
            },
            { output_type: 'display_data', data: { 'image/svg+xml': svg } },
            { output_type: 'display_data', data: { 'application/javascript': 'window.hacked=1' } },
          ],
        },
      ],
    });
    await shell(`mkdir evil && cd evil && cat > x.svg <<'END'\n${svg}\nEND
cat > n.ipynb <<'END'\n${notebook}\nEND
cat > p.html <<'END'\n${html}\nEND`);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await goTo('~/evil');
    await row('x.svg').dblclick();
    const picture = preview().getByRole('img', { name: 'x.svg' });
    await picture.waitFor();
    // It is really drawn: otherwise nothing would be proven.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('img')].some(
        (img) => img.alt === 'x.svg' && img.naturalWidth === 40,
      ),
    );
    assert.match((await picture.getAttribute('src')) ?? '', /^blob:/);
    await row('n.ipynb').click();
    await preview().getByText('plain words').waitFor();
    await preview().getByText('Left out: HTML').waitFor();
    await preview().getByText('Left out: a script').waitFor();
    assert.equal(await preview().locator('img, script, svg image, iframe').count(), 0);
    await row('p.html').click();
    await preview().getByText('onerror').waitFor();
    assert.equal(await preview().locator('pre img, code img').count(), 0);
    const hacked = await page.evaluate(() => (globalThis as Record<string, unknown>)['hacked']);
    assert.deepEqual({ asked, dialogs, hacked }, { asked: [], dialogs: 0, hacked: undefined });
    await press('Close the preview');
  });

  test('the foot names the mount and its space', async () => {
    const place = app.page.getByTestId('place');
    await place.getByRole('meter', { name: 'Space used' }).waitFor();
    assert.match((await place.textContent()) ?? '', /on \//);
  });

  test('the foot shows no figures of the folder before where the disk tells none', async () => {
    const { page } = app;
    // The folder can be listed; its disk is asked by a `df` that hangs, as on a dead network disk.
    await shell(`mkdir -p lost && cat > slow-df <<'END' && chmod +x slow-df
#!/bin/sh
case $* in */lost) exec sleep 100 ;; *) exec /usr/bin/df "$@" ;; esac
END`);
    linkProgram(lab.server('gpu1'), 'df', join(home, 'slow-df'));
    await page.getByTestId('place').waitFor();
    await goTo('~/lost');
    await standsIn('lost');
    await page.getByTestId('place').waitFor({ state: 'detached' });
    await page.getByTestId('place-problem').getByText('does not answer').waitFor();
    assert.equal(await page.getByTestId('place').count(), 0);
    await goTo('~/walk');
    await page.getByTestId('place').getByRole('meter', { name: 'Space used' }).waitFor();
    assert.equal(await page.getByTestId('place-problem').count(), 0);
  });

  test('names that are not UTF-8 are shown and stay out of reach', async () => {
    const { page } = app;
    await shell('mkdir odd && touch "odd/$(printf \'bad\\377name\')" odd/good');
    await goTo('~/odd');
    const bad = row('bad\ufffdname');
    await bad.getByText('name not readable').waitFor();
    const force = true; // a person may click it as well
    await bad.click({ force });
    await bad.dblclick({ force });
    await bad.click({ button: 'right', force });
    assert.equal(await page.getByTestId('row-menu').count(), 0);
    await row('good').click();
    await page.keyboard.press('Control+a');
    await page.getByText('1 of 2 items selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByTestId('delete-count').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row('good').waitFor({ state: 'detached' });
    assert.ok(!existsSync(join(home, 'odd/good')));
    await bad.waitFor();
  });

  test('three names that look alike stay three, and nothing that is done to them reaches any', async () => {
    const { page } = app;
    // Two are not UTF-8; the third really is called by the sign that is shown for the others' bytes.
    const names = ['\\376', '\\377', '\\357\\277\\275'];
    await shell(`mkdir alike && cd alike && mkdir box && echo keep > good
      ${names.map((name) => `printf '${name}' > "$(printf 'same${name}.txt')"`).join('\n')}`);
    const bytes = () => readdirSync(join(home, 'alike'), { encoding: 'latin1' }).sort();
    const before = bytes();
    assert.equal(before.length, 5);
    // Keys belong to a dialog until it is gone.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goTo('~/alike');
    const alike = row('same\ufffd.txt');
    await row('good').waitFor();
    assert.equal(await alike.count(), 3);
    assert.equal(await alike.getByText('name not readable').count(), 3);
    for (const each of await alike.all()) {
      assert.ok(await each.getByRole('checkbox').isDisabled());
      await each.click({ force: true });
      for (const key of ['F2', 'Delete', 'Space', 'Enter', 'Shift+F10']) {
        await page.keyboard.press(key);
      }
      await each.dragTo(row('box'), { force: true });
      assert.equal(await page.getByRole('dialog').count(), 0);
      assert.equal(await page.getByTestId('row-menu').count(), 0);
      assert.equal(await preview().count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Download', exact: true }).count(), 0);
    }
    assert.deepEqual(bytes(), before);
    // What is chosen beside them is all that goes.
    await row('good').click();
    await page.keyboard.press('Control+a');
    await page.getByText('2 of 5 items selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByTestId('delete-count').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row('good').waitFor({ state: 'detached' });
    assert.deepEqual(
      bytes(),
      before.filter((name) => name.startsWith('same')),
    );
    assert.equal(await alike.count(), 3);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('dragged rows move into a folder or a crumb, and go back on Undo', async () => {
    const { page } = app;
    await shell(`mkdir -p haul/box haul/deep && cd haul && echo a > a && echo b > b
      touch "$(printf 'odd\\377')"`);
    // Keys belong to a dialog until it is gone.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goTo('~/haul');
    await row('a').waitFor();
    await row('a').dragTo(row('box'));
    await row('a').waitFor({ state: 'detached' });
    assert.ok(existsSync(join(home, 'haul/box/a')));
    await press('Undo');
    await row('a').waitFor();
    assert.ok(!existsSync(join(home, 'haul/box/a')));
    // All that is chosen goes along, except into itself; what is not readable stays.
    await row('odd\ufffd').dragTo(row('box'), { force: true });
    await row('box').click();
    await row('a').click({ modifiers: ['Control'] });
    await row('a').dragTo(row('box'));
    await row('b').click();
    await row('a').click({ modifiers: ['Control'] });
    await row('a').dragTo(crumb().getByRole('button', { name: 'Home folder, ~' }));
    await row('a').waitFor({ state: 'detached' });
    assert.deepEqual(
      ['a', 'b'].map((name) => existsSync(join(home, name))),
      [true, true],
    );
    await row('odd\ufffd').waitFor();
    await row('box').waitFor();
    assert.deepEqual(readdirSync(join(home, 'haul/box')), []);
    await press('Undo');
    await row('b').waitFor();
  });

  test('a name that is taken where one moves to is a question, and nothing is replaced', async () => {
    const { page } = app;
    const dialog = page.getByRole('dialog');
    const text = (path: string) => readFileSync(join(home, 'haul', path), 'utf8');
    await shell(
      'cd haul && echo mine > c.txt && echo kept > box/c.txt && echo two > "box/c (2).txt"',
    );
    await press('Refresh');
    await row('c.txt').dragTo(row('box'));
    await dialog.getByText('box has a c.txt already').waitFor();
    await app.screenshot('files-move-question');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([text('c.txt'), text('box/c.txt')], ['mine\n', 'kept\n']);
    await row('c.txt').dragTo(row('box'));
    await dialog.getByRole('button', { name: 'Keep both' }).click();
    await row('c.txt').waitFor({ state: 'detached' });
    assert.deepEqual(['box/c.txt', 'box/c (2).txt', 'box/c (3).txt'].map(text), [
      'kept\n',
      'two\n',
      'mine\n',
    ]);
    await page.getByText('Moved c (3).txt to').waitFor();
    await press('Undo');
    await row('c.txt').waitFor();
    assert.equal(text('c.txt'), 'mine\n');
  });

  test('one moves by keys too, and another disk is said to be one', async () => {
    const { page } = app;
    const dialog = page.getByRole('dialog');
    const moveTo = async (path: string) => {
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Move to…' }).click();
      await dialog.getByLabel('Into this folder').fill(path);
      await page.keyboard.press('Enter');
    };
    await row('box').click();
    await moveTo('box/deeper');
    await dialog.getByText('A folder cannot go into itself.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await row('c.txt').click();
    await moveTo('deep');
    await row('c.txt').waitFor({ state: 'detached' });
    assert.ok(existsSync(join(home, 'haul/deep/c.txt')));
    if (smallDiskMissing()) return;
    await mountSmallDisk(lab, lab.user('alice'), { name: 'haul/disk', bytes: 1 << 20 });
    await press('Refresh');
    await row('b').dragTo(row('disk'));
    await readCard(page.getByTestId('files-drop'), 'files/other-disk');
    assert.ok(existsSync(join(home, 'haul/b')));
    await page.getByTestId('problem').getByRole('button', { name: 'Dismiss' }).click();
  });

  test('a folder of 100,000 entries scrolls and jumps, and draws only what is in sight', async (t) => {
    const { page } = app;
    await shell(
      'mkdir long && cd long && seq -f "file%06g" 100000 | xargs touch && touch zebra && touch middle',
    );
    await goTo('~/long');
    await row('file000001').waitFor();
    await page.getByText('100,002 files').waitFor();
    assert.ok((await grid().getByRole('row').count()) < 120);
    await row('file000001').click();
    await page.keyboard.type('zeb');
    await row('zebra').waitFor();
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('data-testid') === 'file-zebra',
    );
    await page.keyboard.press('Home');
    await row('file000001').waitFor();
    await page.keyboard.type('file05');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('data-testid') === 'file-file050000',
    );
    const worst = await grid()
      .locator('tbody')
      .evaluate(async (body) => {
        const frame = () => new Promise<number>((next) => requestAnimationFrame(next));
        const longestOf = async (pixels: number) => {
          const frames: number[] = [];
          let before = await frame();
          for (let n = 0; n < 150; n += 1) {
            body.scrollTop += pixels;
            const at = await frame();
            frames.push(at - before);
            before = at;
          }
          const sorted = frames.sort((x, y) => y - x);
          return `${sorted[0]?.toFixed(0)} ms, ${sorted.filter((ms) => ms > 50).length} over 50`;
        };
        // Without scrolling first: what the machine itself takes away.
        return `at rest ${await longestOf(0)}; scrolling ${await longestOf(240)}`;
      });
    t.diagnostic(`longest of 150 frames: ${worst}`);
    await page.keyboard.press('Control+a');
    await page.getByText('100,002 of 100,002 items selected').waitFor();
  });
});
