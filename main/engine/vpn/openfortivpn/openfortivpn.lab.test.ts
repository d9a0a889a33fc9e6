/**
 * The real openfortivpn against a scripted gateway, in a network of its own: questions, steps, the tunnel, its end
 * in every way that it can come, and what nobody else may see.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { ownNetworkMissing, ranInOwnNetwork, windowMissing } from '../../../../e2e/harness';
import {
  addressBehind,
  replacePppd,
  signedInElsewhere,
  startVpnGateway,
  tunnelAddress,
  type VpnGatewayOptions,
  type VpnGatewayRig,
  vpnGatewayMissing,
} from '../../../../e2e/lab/vpn-gateway';
import type { Answer, QuestionBody } from '../../../../preload/contract/questions';
import type { VpnGateway } from '../../../../preload/contract/vpn';
import type { Host, Notification } from '../../host';
import { type LogEntry, logTo } from '../../kit/log';
import { problemOf } from '../../kit/outcome';
import { readSystemConfig } from './gateways';
import { canUseBrowser, Tunnel } from './tunnel';

const never = new AbortController().signal;
/** Set in the process that is killed: it only holds a tunnel. */
const held = process.env['LABMATE_TEST_HOLDS_TUNNEL'];
const network = 'way out';
const elsewhere = held !== undefined || (await ranInOwnNetwork(network));
const skip = windowMissing() || vpnGatewayMissing() || ownNetworkMissing(network);
if (held !== undefined) void hold(JSON.parse(held));
else if (!elsewhere) describe('openfortivpn', { skip }, suite);

const isThere = (name: string) => networkInterfaces()[name] !== undefined;
const routes = () => execFileSync('ip', ['route'], { encoding: 'utf8' });

/** Command lines of every process that can be seen. */
const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`);
      } catch {
        return '';
      }
    });
const runs = (name: string) =>
  readdirSync('/proc').some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name;
    } catch {
      return false;
    }
  });
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

function suite() {
  let folder = '';
  let putBack = () => {};
  let rig: VpnGatewayRig;
  let tunnel: Tunnel;
  let asked: QuestionBody[] = [];
  let notes: Notification[] = [];
  let log: LogEntry[] = [];
  const kept = new Map<string, string>();
  let opens: (url: string) => Promise<void> = async () => {};

  before(() => {
    putBack = replacePppd();
  });
  after(() => putBack());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'labmate-vpn-'));
    asked = [];
    notes = [];
    log = [];
    kept.clear();
  });
  afterEach(async () => {
    await tunnel.stop();
    await rig.stop();
    await until(() => !runs('openfortivpn'));
    assert.equal(isThere('ppp0'), false);
    rmSync(folder, { recursive: true });
  });

  const usual = (body: QuestionBody): Answer => {
    if (body.kind === 'confirm') return { kind: 'yes' };
    if (body.kind === 'password') return { kind: 'secret', secret: 'vpn secret', remember: true };
    return { kind: 'answers', answers: ['123456'] };
  };
  async function begin(
    options: VpnGatewayOptions = {},
    answer: (body: QuestionBody) => Answer | Promise<Answer> = usual,
  ) {
    rig = await startVpnGateway(options);
    tunnel = new Tunnel(
      host(answer),
      logTo((entry) => void log.push(entry)),
    );
  }
  function host(answer: (body: QuestionBody) => Answer | Promise<Answer>) {
    const made: Pick<Host, 'paths' | 'ask' | 'secrets' | 'openUrl' | 'notify'> = {
      paths: { data: folder, ssh: folder, resources: 'resources' },
      async ask(body) {
        asked.push(body);
        return answer(body);
      },
      secrets: {
        get: async (key) => kept.get(key),
        keepForSession: async (key, secret) => void kept.set(key, secret),
        forget: async (key) => void kept.delete(key),
      },
      openUrl: (url) => opens(url),
      notify: (note) => void notes.push(note),
    };
    return made;
  }
  const gateway = () => ({ address: rig.address, user: 'asha', realm: '', browser: false });
  const failure = async () =>
    problemOf(
      await tunnel.start(gateway(), never).then(
        () => assert.fail('it came up'),
        (error: unknown) => error,
      ),
    );

  test('up: the certificate, the password once, the code; down: nothing is left', async () => {
    let seen: string[] = [];
    await begin({ code: '123456' }, (body) => {
      seen = [...seen, ...commandLines()];
      return usual(body);
    });
    await tunnel.start(gateway(), never);
    seen.push(...commandLines());
    assert.deepEqual(
      asked.map(({ kind }) => kind),
      ['password', 'confirm', 'keyboard-interactive'],
    );
    const [, trust, code] = asked;
    assert.ok(trust?.kind === 'confirm' && trust.text.endsWith(`\n${rig.digest}`));
    assert.match(trust.text, /calls itself vpn\.lab\.test/);
    assert.ok(code?.kind === 'keyboard-interactive');
    assert.deepEqual(code.prompts, [{ prompt: 'Two-factor authentication token:', echo: false }]);
    const { phase, steps } = tunnel.state.value;
    assert.equal(phase, 'up');
    assert.deepEqual(steps.slice(-6), [
      'The gateway gives a tunnel',
      `Address ${tunnelAddress}`,
      'Interface ppp0 is up',
      'Setting routes',
      'Setting name servers',
      'The tunnel is up',
    ]);
    assert.match(routes(), /^10\.77\.0\.0\/24 dev ppp0/m);
    execFileSync('ip', ['route', 'get', addressBehind]);
    // Other people of this computer see command lines; nobody reads secrets there, nor in the log.
    assert.ok(seen.some((line) => /openfortivpn/.test(line)));
    for (const secret of ['vpn secret', '123456']) {
      assert.equal(
        seen.some((line) => line.includes(secret)),
        false,
        secret,
      );
      assert.equal(JSON.stringify(log).includes(secret), false, secret);
      assert.equal(JSON.stringify(tunnel.state.value).includes(secret), false, secret);
    }
    await tunnel.stop();
    assert.equal(tunnel.state.value.phase, 'off');
    assert.equal(tunnel.state.value.problem, null);
    assert.equal(rig.asked.at(-1), 'logout');
    assert.doesNotMatch(routes(), /10\.77\.0\.0/);
    assert.deepEqual(notes, []);
  });

  test('the next time nothing is asked but the code; the gateway is known', async () => {
    await begin({ code: '123456' });
    await tunnel.start(gateway(), never);
    await tunnel.stop();
    assert.deepEqual(tunnel.gateways.known()[0], gateway());
    asked = [];
    await tunnel.start(gateway(), never);
    assert.deepEqual(
      asked.map(({ kind }) => kind),
      ['keyboard-interactive'],
    );
    const other = { ...gateway(), address: 'other.lab.test:443' };
    const busy = await tunnel.start(other, never).catch(problemOf);
    assert.equal((busy as { tag?: string }).tag, 'vpn/running');
    await tunnel.start(gateway(), never);
    await tunnel.stop();
    await tunnel.forget(rig.address);
    assert.deepEqual(
      tunnel.gateways.known().filter(({ address }) => address === rig.address),
      [],
    );
    assert.equal(kept.size, 0);
  });

  test('a wrong password is tried once, and a kept one is forgotten', async () => {
    await begin({ password: 'another' });
    kept.set(`vpn:asha@${rig.address}`, 'vpn secret');
    const problem = await failure();
    assert.equal(problem?.tag, 'vpn/refused');
    assert.equal(rig.asked.filter((page) => page === 'logincheck').length, 1);
    assert.equal(kept.size, 0);
    assert.equal(tunnel.state.value.problem?.tag, 'vpn/refused');
    assert.deepEqual(
      tunnel.gateways.known().filter(({ address }) => address === rig.address),
      [],
    );
  });

  test('a code that nobody wants to give ends it without a card', async () => {
    await begin({ code: '123456' }, (body) =>
      body.kind === 'keyboard-interactive' ? { kind: 'dismissed' } : usual(body),
    );
    assert.equal((await failure())?.tag, 'kit/cancelled');
    assert.equal(tunnel.state.value.problem, null);
  });

  test('a wrong code is told as a refusal, nothing is tried again, and the password stays kept', async () => {
    await begin({ code: '999999' });
    kept.set(`vpn:asha@${rig.address}`, 'vpn secret');
    assert.equal((await failure())?.tag, 'vpn/refused');
    assert.equal(rig.asked.filter((page) => page === 'logincheck').length, 2);
    assert.equal(asked.filter(({ kind }) => kind === 'keyboard-interactive').length, 1);
    assert.equal(kept.size, 1);
  });

  test('a changed certificate: told with both digests, nothing sent, no way to say yes', async () => {
    await begin();
    await tunnel.start(gateway(), never);
    await tunnel.stop();
    const before = rig.digest;
    rig.renew();
    rig.asked.length = 0;
    asked = [];
    const problem = await failure();
    assert.equal(problem?.tag, 'vpn/certificate-changed');
    assert.deepEqual([problem.facts['trusted'], problem.facts['digest']], [before, rig.digest]);
    assert.deepEqual([rig.asked, asked], [[], []]);
  });

  test('a no to the certificate sends nothing', async () => {
    await begin({}, (body) => (body.kind === 'confirm' ? { kind: 'no' } : usual(body)));
    assert.equal((await failure())?.tag, 'vpn/not-trusted');
    assert.deepEqual(rig.asked, []);
  });

  test('stopped while the certificate is asked about: nothing is told, nothing sent', async () => {
    await begin({}, (body) => {
      if (body.kind !== 'confirm') return usual(body);
      void tunnel.stop();
      return { kind: 'dismissed' };
    });
    assert.equal((await failure())?.tag, 'kit/cancelled');
    assert.equal(tunnel.state.value.problem, null);
    assert.deepEqual(rig.asked, []);
  });

  test('a closed question ends it without a card', async () => {
    await begin({}, () => ({ kind: 'dismissed' }));
    assert.equal((await failure())?.tag, 'kit/cancelled');
    assert.equal(tunnel.state.value.problem, null);
  });

  test('no gateway there', async () => {
    await begin();
    const problem = await tunnel
      .start({ ...gateway(), address: '127.0.0.1:1' }, never)
      .catch(problemOf);
    assert.equal((problem as { tag?: string }).tag, 'vpn/unreachable');
    assert.match((problem as { why?: string }).why ?? '', /Connection refused/);
  });

  test('a gateway that hangs is left when the person wishes', async () => {
    await begin({ silent: true });
    const wish = new AbortController();
    const starting = tunnel.start(gateway(), wish.signal).catch(problemOf);
    await until(() => rig.asked.includes('logincheck'));
    wish.abort();
    assert.equal(((await starting) as { tag?: string }).tag, 'kit/cancelled');
    await until(() => !runs('openfortivpn'));
  });

  const version = execFileSync('openfortivpn', ['--version'], { encoding: 'utf8' }).trim();
  test('through the browser: the page is the gateway’s own, and what it brings back signs in', {
    skip: !canUseBrowser(version) && `openfortivpn ${version} cannot: 1.23 can`,
  }, async () => {
    await begin();
    const browser = { ...gateway(), user: '', browser: true };
    opens = async (url) => {
      assert.equal(url, `https://${rig.address}/remote/saml/start?redirect=1`);
      await fetch(`http://127.0.0.1:8020/?id=${signedInElsewhere}`);
    };
    await tunnel.start(browser, never);
    assert.equal(tunnel.state.value.phase, 'up');
    assert.deepEqual(
      asked.map(({ kind }) => kind),
      ['confirm'],
      'only the certificate',
    );
    assert.ok(tunnel.state.value.steps.includes('Your browser shows the page to sign in on'));
  });

  test('an openfortivpn that cannot use a browser says so, before anything is asked', {
    skip: canUseBrowser(version) && `openfortivpn ${version} can`,
  }, async () => {
    await begin();
    const started = tunnel.start({ ...gateway(), browser: true }, never).catch(problemOf);
    assert.equal(((await started) as { tag?: string }).tag, 'vpn/no-browser');
    assert.deepEqual(asked, []);
  });

  test('a tunnel that the gateway ends is told, with what openfortivpn said', async () => {
    await begin();
    await tunnel.start(gateway(), never);
    rig.drop();
    await until(() => tunnel.state.value.phase === 'off');
    assert.equal(tunnel.state.value.problem?.tag, 'vpn/ended');
    assert.match(tunnel.state.value.problem?.detail ?? '', /Tunnel is up and running/);
    assert.equal(notes[0]?.body, `The VPN to ${rig.address} has ended.`);
    await tunnel.stop();
    assert.equal(tunnel.state.value.problem, null, 'read and put away');
  });

  test('an answer that a terminal would read as keys is not typed', async () => {
    await begin({}, (body) =>
      body.kind === 'password'
        ? { kind: 'secret', secret: 'a\x03b\nc', remember: true }
        : usual(body),
    );
    assert.equal((await failure())?.tag, 'kit/cancelled');
    assert.deepEqual(rig.asked, []);
  });

  test('Labmate killed: the tunnel is taken down, and the gateway is told goodbye', async () => {
    await begin();
    // A program of its own with the tunnel in it, which is then killed without a warning.
    const holder = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      env: {
        ...process.env,
        LABMATE_TEST_HOLDS_TUNNEL: JSON.stringify({ folder, gateway: gateway() }),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await until(() => isThere('ppp0') && /ppp0/.test(routes()));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await until(() => !isThere('ppp0') && !runs('openfortivpn'));
    await until(() => rig.asked.includes('logout'));
  });

  test('the config of openfortivpn itself gives a gateway; a broken file of ours costs only that', async () => {
    await begin();
    const text =
      '# comment\nhost = vpn.lab.edu\nport=8443\nusername = asha\npassword = no\nrealm = students\n';
    assert.deepEqual(readSystemConfig(text), {
      ...{ address: 'vpn.lab.edu:8443', user: 'asha', realm: 'students', browser: false },
    });
    assert.equal(readSystemConfig('# host = vpn-gateway\n'), null);
    assert.equal(readSystemConfig('host = a b\n'), null);
    writeFileSync(join(folder, 'vpn-gateways.json'), '{"gateways":[{"address":"x"}]}');
    assert.deepEqual(
      tunnel.gateways.known().filter(({ address }) => address === 'x'),
      [],
    );
    await tunnel.start(gateway(), never);
  });
}

async function hold({ folder, gateway }: { folder: string; gateway: VpnGateway }): Promise<void> {
  const tunnel = new Tunnel(
    {
      paths: { data: folder, ssh: folder, resources: 'resources' },
      ask: async ({ kind }) =>
        kind === 'password'
          ? { kind: 'secret', secret: 'vpn secret', remember: false }
          : { kind: 'yes' },
      secrets: {
        get: async () => undefined,
        keepForSession: async () => {},
        forget: async () => {},
      },
      openUrl: async () => {},
      notify: () => {},
    },
    logTo(() => {}),
  );
  await tunnel.start(gateway, never);
}
