#!/usr/bin/env node
/**
 * `npm start` and `npm run dev`: makes a runtime present, builds what is stale (or lets
 * electron-vite watch), and runs the app with signals and exit code passed through.
 *
 *   node scripts/start.mjs [--dev] [--retry] [-- words for the app]
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale, electronVite, forgetBuild } from './build-if-stale.mjs';
import { ensureRuntime, runtimeEnv } from './electron-bootstrap.mjs';
import { ensureLibraries } from './electron-libraries.mjs';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const say = (text) => console.error(text);

function ownWords(argv) {
  const split = argv.indexOf('--');
  const own = split === -1 ? argv : argv.slice(0, split);
  const ours = new Set(['--dev', '--retry']);
  return {
    dev: own.includes('--dev'),
    retry: own.includes('--retry'),
    forApp: [
      ...own.filter((word) => !ours.has(word)),
      ...(split === -1 ? [] : argv.slice(split + 1)),
    ],
  };
}

function requireDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  throw new Error(
    'There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.\n' +
      'Start it from a desktop session, over `ssh -X`, or without a screen: xvfb-run -a npm start\n' +
      'The command line needs no screen: npm run -s cli -- --help',
  );
}

/** Chromium refuses to run as root with its sandbox. Nobody but root ever runs without it. */
function sandboxWords() {
  if (process.getuid?.() !== 0) return [];
  say('You are root: Chromium’s sandbox cannot be used (--no-sandbox). Better: an ordinary user.');
  return ['--no-sandbox'];
}

function command(dev, runtime, forApp) {
  // Electron wants its own options (`--inspect`) before the app's folder.
  const options = forApp.filter((word) => word.startsWith('-'));
  const others = forApp.filter((word) => !word.startsWith('-'));
  if (!dev) return [runtime.path, [...sandboxWords(), ...options, projectRoot, ...others]];
  const words = [...sandboxWords(), ...forApp];
  return [process.execPath, [join(projectRoot, electronVite), 'dev', '--', ...words]];
}

/** Runs a program as if it were us. Resolves to the exit code that we should have. */
function runAsUs(path, words, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(path, words, { cwd: projectRoot, env, stdio: 'inherit' });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const pass = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, pass);
      // A shell's rule: 128 and the number of the signal.
      const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
      resolve(signal ? 128 + (numbers[signal] ?? 0) : (code ?? 1));
    });
  });
}

async function start() {
  const { dev, retry, forApp } = ownWords(process.argv.slice(2));
  requireDisplay();
  const runtime = await ensureRuntime({ projectRoot, retry });
  say(runtime.line);
  ensureLibraries(runtime.path, say);
  if (dev) forgetBuild(projectRoot);
  else if (await buildIfStale(projectRoot, { quiet: true })) say('Built.');
  const env = { ...process.env, ...runtimeEnv(runtime) };
  // Set by editors and test tools; with it Electron would be a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  const [path, words] = command(dev, runtime, forApp);
  return runAsUs(path, words, env);
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
