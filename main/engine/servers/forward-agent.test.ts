import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '../kit/log';
import { createServers } from '.';

const folder = mkdtempSync(join(tmpdir(), 'labmate-forward-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('ForwardAgent: off unless told; yes, true, a path with tokens, a variable', () => {
  const blocks = ['yes', 'YES', 'no', '~/agent', '$LABMATE_AGENT_TEST', '$LABMATE_NO_SUCH'];
  blocks.push('true', 'false', '~/a-%n', `\${LABMATE_AGENT_TEST}.2`);
  const text = blocks.map((value, at) => `Host h${at}\n  ForwardAgent ${value}\n`).join('');
  writeFileSync(join(folder, 'config'), text, { mode: 0o600 });
  const host = { paths: { ssh: folder, data: folder, resources: folder }, log: silentLog };
  const servers = createServers({ host, systemConfig: null, home: folder });
  process.env['LABMATE_AGENT_TEST'] = '/run/other';
  try {
    assert.deepEqual(
      blocks.map((_, at) => servers.resolve(`h${at}`).forwardAgent),
      [
        'yes',
        'yes',
        null,
        join(folder, 'agent'),
        '/run/other',
        null,
        'yes',
        null,
        join(folder, 'a-h8'),
        '/run/other.2',
      ],
    );
    assert.equal(servers.resolve('another').forwardAgent, null);
    assert.deepEqual(servers.resolve('h0').unsupported, []);
  } finally {
    delete process.env['LABMATE_AGENT_TEST'];
  }
});
