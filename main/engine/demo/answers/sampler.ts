/**
 * Answers the requests of resources/sampler.sh: `<verb> <seq> <arguments>` in, lines
 * `<tag> <seq> <key> <text>` out, closed by `end` with their number. See that script.
 */
import type { Duplex } from 'node:stream';
import type { Computer } from '../model/computer';
import { dfRows, mountRow } from '../model/disks';
import { listGpus, queryApps, queryGpus } from './nvidia-smi';

/** A request is a short line; whoever sends more is not our sampler. */
const maxLineBytes = 64 * 1024;
/** As the script cuts its own lines. */
const maxTextLength = 3000;

type Answer = [key: string, text: string][];
export type Clock = () => number;

/** @param first what came behind the script already */
export function serveSampler(
  channel: Duplex,
  about: { tag: string; first: Buffer; computer: Computer; clock: Clock },
): void {
  const { tag, computer, clock } = about;
  const say = (seq: string, answer: Answer) => {
    const lines = answer.map(
      ([key, text]) => `${tag} ${seq} ${key} ${text.slice(0, maxTextLength)}`,
    );
    channel.write(`${[...lines, `${tag} ${seq} end ${answer.length}`].join('\n')}\n`);
  };
  channel.write('\n');
  say('0', hello(computer));
  let rest = '';
  const take = (chunk: Buffer) => {
    rest += chunk.toString('utf8');
    if (rest.length > maxLineBytes) {
      channel.destroy();
      return;
    }
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const match = /^([a-z]+) (\d{1,9}) ?(.*)$/.exec(line);
      const [, verb = '', seq = '', argument = ''] = match ?? [];
      const answer = answerTo(verb, argument, computer, clock());
      if (answer) say(seq, answer);
    }
  };
  take(about.first);
  channel.on('data', take);
}

function hello(computer: Computer): Answer {
  return [
    ['hostname', computer.name],
    ['cores', String(computer.cores)],
    ['ticks', '100'],
    ['nvidia-smi', '/usr/bin/nvidia-smi'],
    ['vendors', ' 0x10de'],
  ];
}

/** Undefined for what the script does not know either. */
export function answerTo(
  verb: string,
  argument: string,
  computer: Computer,
  now: number,
): Answer | undefined {
  if (verb === 'fast') return fast(computer, now);
  if (verb === 'gpus') return gpus(computer, argument, now);
  if (verb === 'instances') {
    const rows = listGpus(computer.at(now)).map((row): Answer[number] => ['instance', row]);
    return [...rows, ['instance-exit', '0']];
  }
  if (verb === 'people') return people(computer, argument, now).map((row) => ['ps', row]);
  if (verb === 'mounts') return computer.disks.map((disk, at) => ['mount', mountRow(disk, at)]);
  if (verb === 'disks') return disks(computer, argument);
  return undefined;
}

function fast(computer: Computer, now: number): Answer {
  const { cpu, load, memory, uptimeSeconds } = computer.at(now);
  const averages = load.map((value) => value.toFixed(2)).join(' ');
  const pairs = {
    MemTotal: memory.total,
    MemFree: memory.free,
    MemAvailable: memory.available,
    Buffers: memory.buffers,
    Cached: memory.cached,
    SwapTotal: 8_388_604,
    SwapFree: 8_210_112,
  };
  const text = Object.entries(pairs).map(([key, kib]) => ` ${key}:${kib}`);
  return [
    ['stat', `cpu  ${cpu.user} 0 ${cpu.system} ${cpu.idle} 0 0 0 0 0 0`],
    ['load', `${averages} 3/1894 81204`],
    ['uptime', `${uptimeSeconds.toFixed(2)} ${(cpu.idle / 100).toFixed(2)}`],
    ['memory', text.join('')],
  ];
}

function gpus(computer: Computer, argument: string, now: number): Answer {
  const [fields = '', processFields = ''] = argument.split(' ');
  const figures = computer.at(now);
  const found = queryGpus(computer, figures, fields);
  const answer: Answer = found.rows.filter(Boolean).map((row) => ['gpu', row]);
  answer.push(['gpu-exit', String(found.code)]);
  if (found.code !== 0) return answer;
  const apps = queryApps(figures, processFields);
  for (const row of apps.rows) if (row) answer.push(['app', row]);
  answer.push(['app-exit', String(apps.code)]);
  return answer;
}

/** Rows of `ps -ww -o pid=,etimes=,user:32=,args=`. */
function people(computer: Computer, argument: string, now: number): string[] {
  const asked = new Set(argument.split(',').map(Number));
  const jobs = computer.at(now).gpus.flatMap((gpu) => gpu.jobs);
  return jobs
    .filter((job) => asked.has(job.pid))
    .map(({ pid, startedAt, user, command }) => {
      const elapsed = Math.max(0, Math.floor((now - startedAt) / 1000));
      return `${String(pid).padStart(7)} ${String(elapsed).padStart(7)} ${user.padEnd(32)} ${command}`;
    });
}

function disks(computer: Computer, argument: string): Answer {
  const asked = argument.split('\t');
  const found = computer.disks.filter(({ path }) => asked.includes(path));
  const answer: Answer = [];
  if (found.length > 0) for (const row of dfRows(found, 'space')) answer.push(['space', row]);
  answer.push(['space-exit', found.length === asked.length ? '0' : '1']);
  if (found.length > 0) for (const row of dfRows(found, 'inodes')) answer.push(['inodes', row]);
  return answer;
}
