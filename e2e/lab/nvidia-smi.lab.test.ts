/** The scripted nvidia-smi over real SSH: it must say what the fixtures (and so the real one) say. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type GpuScenario, type Lab, type LabServer, startLab } from './index';

const fixtures = 'e2e/lab/fixtures/nvidia-smi';
const columns = readFileSync(`${fixtures}/QUERY.txt`, 'utf8').split('\n')[1] ?? '';
const nounits = '--format=csv,noheader,nounits';
const fixture = (scenario: string, name: string) =>
  readFileSync(`${fixtures}/${scenario}/${name}`, 'utf8');

describe('the scripted nvidia-smi', { timeout: 60_000 }, () => {
  let lab: Lab;
  let server: LabServer;
  before(async () => {
    lab = await startLab({ servers: [{ name: 's', gpu: '8xA100-busy' }] });
    server = lab.server('s');
  });
  after(() => lab?.stop());
  const smi = (args: string) => lab.ssh(server, `nvidia-smi ${args}`);

  test('replays every table byte by byte', async () => {
    for (const scenario of ['8xA100-busy', '2xRTX3090-idle-held', 'H100-MIG'] as const) {
      server.setGpuScenario(scenario);
      const apps = '--query-compute-apps=gpu_uuid,pid,used_gpu_memory,process_name';
      for (const [args, name] of [
        [`--query-gpu=${columns} ${nounits}`, 'query-gpu.csv'],
        [`${apps} ${nounits}`, 'query-compute-apps.csv'],
        ['-L', 'list.txt'],
        ['-q -x', 'q-x.xml'],
        ['pmon -c 1', 'pmon.txt'],
      ] as const) {
        const said = await smi(args);
        assert.equal(said.stdout.trimEnd(), fixture(scenario, name).trimEnd(), scenario + args);
        assert.equal(said.code, 0);
      }
    }
  });

  test('honours the order of fields, the header and units', async () => {
    server.setGpuScenario('2xRTX3090-idle-held');
    const said = await smi('--query-gpu=name,utilization.gpu,index,memory.total --format=csv');
    assert.deepEqual(said.stdout.split('\n'), [
      'name, utilization.gpu [%], index, memory.total [MiB]',
      'NVIDIA GeForce RTX 3090, 96 %, 0, 24576 MiB',
      'NVIDIA GeForce RTX 3090, 0 %, 1, 24576 MiB',
      '',
    ]);
    const stamped = await smi(`-i 1 --query-gpu=timestamp,count,uuid,mig.mode.current ${nounits}`);
    assert.match(
      stamped.stdout,
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3}, 2, GPU-bf9f\S+, \[N\/A\]\n$/,
    );
    const apps = await smi('--query-compute-apps=process_name,used_memory,pid --format=csv');
    assert.match(
      apps.stdout,
      /^process_name, used_memory \[MiB\], pid\npython, 21730 MiB, 48213\n/,
    );
  });

  test('fails as the real one does: on stdout, with its exit code', async () => {
    const broken: GpuScenario[] = ['driver-mismatch', 'no-driver', 'no-lib', 'no-gpu'];
    for (const scenario of broken) {
      server.setGpuScenario(scenario);
      for (const args of ['-L', `--query-gpu=${columns} ${nounits}`, '-q -x']) {
        const said = await smi(args);
        assert.equal(said.stdout, fixture(scenario, 'stdout.txt'));
        assert.equal(said.stderr, '');
        assert.equal(said.code, Number(fixture(scenario, 'exit.txt')));
      }
    }
    server.setGpuScenario('not-installed');
    assert.equal((await smi('-L')).code, 127);
  });

  test('one unknown field fails the query; old drivers know fewer', async () => {
    server.setGpuScenario('8xA100-busy');
    const said = await smi(`--query-gpu=index,no.such ${nounits}`);
    assert.equal(said.stdout, 'Field "no.such" is not a valid field to query.\n\n');
    assert.equal(said.code, 2);
    server.setGpuScenario('old-driver');
    const old = await smi(`--query-gpu=${columns} ${nounits}`);
    assert.equal(old.stdout, fixture('bad-field', 'stdout.txt'));
    const fewer = columns.replace('mig.mode.current,', '');
    assert.equal(
      (await smi(`--query-gpu=${fewer} ${nounits}`)).stdout,
      fixture('old-driver', 'query-gpu.csv'),
    );
  });

  test('borrows the cards of the busy server where a scenario has processes only', async () => {
    server.setGpuScenario('restricted');
    assert.equal(
      (await smi(`--query-compute-apps=gpu_uuid,pid,used_gpu_memory,process_name ${nounits}`))
        .stdout,
      fixture('restricted', 'query-compute-apps.csv'),
    );
    server.setGpuScenario('container-no-proc');
    assert.equal((await smi(`--query-compute-apps=pid ${nounits}`)).stdout, '');
    assert.equal((await smi(`--query-gpu=index ${nounits}`)).stdout, '0\n1\n2\n3\n4\n5\n6\n7\n');
  });

  test('a live loop changes at each tick, lists living processes, follows a switch', async () => {
    server.setGpuScenario('live');
    const pid = server.user.startProcess('python train.py');
    server.setGpuProcesses([{ gpu: 1, pid, usedMiB: 20_000, name: 'python, with comma' }]);
    const apps = `--query-compute-apps=gpu_name,pid,used_memory,process_name ${nounits}`;
    assert.equal((await smi(apps)).stdout, `NVIDIA RTX A6000, ${pid}, 20000, python, with comma\n`);
    const loop = spawn('ssh', [
      ...['-F', '/dev/null', '-i', lab.keys.ed25519.path, '-p', String(server.port)],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
      ...['-o', 'LogLevel=ERROR', `${server.login}@127.0.0.1`],
      `nvidia-smi --query-gpu=utilization.gpu,memory.used ${nounits} -lms 100`,
    ]);
    const exit = new Promise<number | null>((resolve) => loop.once('exit', resolve));
    let text = '';
    loop.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    while (text.split('\n').length < 8) await once(loop.stdout, 'data');
    const rows = text.split('\n').filter((_, index) => index % 2 === 0);
    assert.notEqual(rows[0], rows[1]);
    assert.notEqual(rows[1], rows[2]);
    assert.match(text, /, 20003\n/);
    process.kill(pid, 'SIGKILL');
    text = '';
    while (!/\n\d+, 3\n\d+, 3\n/.test(text)) await once(loop.stdout, 'data');
    server.setGpuScenario('no-driver');
    assert.equal(await exit, 9);
    assert.match(text, /couldn't communicate with the NVIDIA driver/);
  });
});
