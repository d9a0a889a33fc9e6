/**
 * Takes the pictures of docs/screenshots: each screen of the real window, dark and light, with the demo
 * lab behind it, so that anybody can take them anew and no name of a real server stands in one.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type App, launchApp, windowMissing } from '../harness';
import { startLab } from '../lab';
import { screens } from './screens';

const folder = join(process.cwd(), 'docs/screenshots');
const size = { width: 1360, height: 880 };

const missing = windowMissing();
if (missing) throw new Error(`no pictures can be taken here: ${missing}`);

for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(join(folder, name));
mkdirSync(folder, { recursive: true });
for (const colorScheme of ['dark', 'light'] as const) {
  const lab = await startLab({ servers: [] });
  let app: App | undefined;
  try {
    // The usual place, so that a key is called as a person knows it.
    const user = await lab.addUser({ name: 'window' });
    const sshDir = lab.newSshDirFor(user, join(user.home, '.ssh'));
    app = await launchApp({ lab, user, sshDir, colorScheme, size });
    const { page } = app;
    page.setDefaultTimeout(30_000);
    const take = async (name: string) => {
      // Movement comes to its end, and the pointer rests nowhere.
      await page.mouse.move(0, size.height - 1);
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      console.log(`${name}-${colorScheme}`);
    };
    for (const screen of screens) await screen(app, take);
  } finally {
    await app?.close();
    await lab.stop();
  }
}
