/**
 * What this computer tells about its interfaces and processes. Each source is asked for a bounded time;
 * one that does not answer leaves its part unknown. Nothing here needs rights.
 */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readdir, readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

export interface Interface {
  name: string;
  /** How Windows describes the adapter; empty elsewhere. */
  description: string;
  /** Without loopback and link-local ones. */
  addresses: string[];
}

export interface Computer {
  platform: NodeJS.Platform;
  /** Those that are up and have an address. */
  interfaces: Interface[];
  /** Names of running processes, or null when this computer does not tell. */
  processes: ReadonlySet<string> | null;
  /** Names of running services of Windows; none elsewhere, and where it does not tell. */
  services: ReadonlySet<string>;
}

const PATIENCE_MS = 3000;
const MAX_OUTPUT = 4 << 20;

export async function readComputer(): Promise<Computer> {
  const isWindows = process.platform === 'win32';
  const [described, processes, services] = await Promise.all([
    isWindows ? adapters() : new Map<string, string>(),
    runningProcesses(),
    isWindows ? runningServices() : new Set<string>(),
  ]);
  const interfaces = ownInterfaces(described);
  return { platform: process.platform, interfaces, processes, services };
}

/** @param described descriptions of adapters by their name */
export function ownInterfaces(
  described: ReadonlyMap<string, string> = new Map(),
  all: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): Interface[] {
  return Object.entries(all).flatMap(([name, list = []]) => {
    const addresses = list
      .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      .map(({ address }) => address);
    return addresses.length === 0
      ? []
      : [{ name, description: described.get(name) ?? '', addresses }];
  });
}

/**
 * The address of ours from which packets to `address` go, as the system's routes say: a UDP socket that is
 * only connected sends nothing. Null where there is no way.
 */
export function sourceAddress(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const done = (found: string | null) => {
      socket.close();
      resolve(found);
    };
    socket.once('error', () => done(null));
    // 9 is discard; a connected UDP socket only fixes the route.
    // Where there is no way, Node tells the callback, and not `error`; its types know nothing of that.
    const connected = (error?: Error) => done(error ? null : socket.address().address);
    socket.connect(9, address, connected);
  });
}

async function runningProcesses(): Promise<ReadonlySet<string> | null> {
  switch (process.platform) {
    case 'linux':
      return linuxProcesses();
    case 'win32': {
      const tasklist = join(systemRoot(), 'System32', 'tasklist.exe');
      const text = await run(tasklist, ['/FO', 'CSV', '/NH']);
      return someOrNull(parseTasklist(text ?? ''));
    }
    default: {
      const text = await run('/bin/ps', ['-axco', 'comm=']);
      return someOrNull(parsePs(text ?? ''));
    }
  }
}

/** Something always runs: a computer that lists nothing does not tell. */
const someOrNull = (names: ReadonlySet<string>) => (names.size > 0 ? names : null);

async function linuxProcesses(): Promise<ReadonlySet<string> | null> {
  try {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const names = await Promise.all(
      // Some have ended when they are looked at.
      pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
    );
    return new Set(names.map((name) => name.trim()).filter(Boolean));
  } catch {
    return null;
  }
}

/** `"FortiTray.exe","4242","Console","1","20,000 K"`: names without `.exe`. */
export function parseTasklist(text: string): ReadonlySet<string> {
  const names = text.split(/\r?\n/).map((line) => /^"([^"]+?)(?:\.exe)?",/i.exec(line)?.[1] ?? '');
  return new Set(names.filter(Boolean));
}

/** One name a line, as `ps -axco comm=` prints them. */
export function parsePs(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
}

async function runningServices(): Promise<ReadonlySet<string>> {
  const sc = join(systemRoot(), 'System32', 'sc.exe');
  const text = await run(sc, ['query', 'type=', 'service', 'state=', 'active']);
  return parseServices(text ?? '');
}

/** `SERVICE_NAME: WireGuardTunnel$lab`: what stands after it is in every language the name. */
export function parseServices(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^SERVICE_NAME\s*:\s*(\S+)\s*$/gm)].map(([, name = '']) => name),
  );
}

/** Descriptions of the adapters by name; empty where Windows does not tell in time. */
async function adapters(): Promise<ReadonlyMap<string, string>> {
  const shell = join(systemRoot(), 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const command =
    'Get-NetAdapter -IncludeHidden | Select-Object Name,InterfaceDescription | ConvertTo-Json -Compress';
  const text = await run(shell, ['-NoProfile', '-NonInteractive', '-Command', command]);
  return text === null ? new Map() : parseAdapters(text);
}

/** One adapter is an object, several are a list. */
export function parseAdapters(text: string): ReadonlyMap<string, string> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return new Map();
  }
  const rows = Array.isArray(read) ? read : [read];
  return new Map(
    rows.flatMap((row: unknown): [string, string][] => {
      if (typeof row !== 'object' || row === null) return [];
      const { Name, InterfaceDescription } = row as Record<string, unknown>;
      return typeof Name === 'string' && typeof InterfaceDescription === 'string'
        ? [[Name, InterfaceDescription]]
        : [];
    }),
  );
}

const systemRoot = (): string => process.env['SystemRoot'] ?? 'C:\\Windows';

/** What a program prints, or null when it fails or takes too long. */
function run(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, maxBuffer: MAX_OUTPUT, windowsHide: true };
    execFile(command, args, options, (error, stdout) => resolve(error ? null : stdout));
  });
}
