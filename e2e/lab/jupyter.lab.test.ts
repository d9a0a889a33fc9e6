/** The lab's Jupyter: there for lab users where asked for, absent where not. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findJupyter, jupyterMissing, type Lab, startLab } from './index';

describe('the Jupyter of the lab', { skip: await jupyterMissing(), timeout: 120_000 }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab({
      servers: [
        { name: 'with', jupyter: true },
        { name: 'without', without: ['jupyter'] },
      ],
    });
  });
  after(() => lab?.stop());

  test('runs as the user of the server, its python not in PATH', async () => {
    const found = await findJupyter();
    assert.ok('kind' in found);
    const said = await lab.ssh(
      lab.server('with'),
      `jupyter ${found.kind} --version; jupyter --runtime-dir; command -v python3`,
    );
    const [version, runtime, python] = said.stdout.split('\n');
    assert.equal(version, found.version, said.stderr);
    assert.ok(runtime?.startsWith(`${lab.user('alice').home}/`));
    assert.doesNotMatch(python ?? '', /venv/);
    const absent = await lab.ssh(lab.server('without'), 'jupyter --version');
    assert.equal(absent.code, 127);
  });
});
