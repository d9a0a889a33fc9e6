/**
 * The command line as the engine's host: questions go to the terminal, secrets live in memory, and
 * saved ones are never read.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Answer, QuestionBody } from '../../preload/contract/questions';
import type { Host } from '../engine/host';
import type { Log } from '../engine/kit/log';
import { askNewPassphrase, askOn } from './ask';
import { openInBrowser } from './open-url';
import { openTerminal } from './terminal';

export interface CliHost extends Host {
  /** The last question that could not be asked because there is no terminal. */
  readonly unasked: QuestionBody | undefined;
  /** Asks twice on the terminal, without echo; undefined without one, and at its end. */
  newPassphrase(keyFile: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

export interface CliHostOptions {
  log: Log;
  acceptNew: boolean;
  /** Folder of the scripts that ship with the app. */
  resources: string;
  /** Tells of a key that was accepted without asking. */
  accepted(question: Extract<QuestionBody, { kind: 'host-key' }>): void;
  /** Whether a browser may be opened. */
  browser: boolean;
  /** Shows an address, because no browser is to be opened or none is there. */
  showUrl(url: string): Promise<void>;
  /** Ctrl-C was typed at a question. */
  interrupt(): void;
}

export function createCliHost(options: CliHostOptions): CliHost {
  const secrets = new Map<string, string>();
  let terminal: ReturnType<typeof openTerminal> | null = null;
  let unasked: QuestionBody | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const askNow = async (body: QuestionBody, signal: AbortSignal): Promise<Answer> => {
    if (signal.aborted) return { kind: 'dismissed' };
    if (body.kind === 'host-key' && options.acceptNew) {
      options.accepted(body);
      return { kind: 'yes' };
    }
    if (terminal === null) terminal = openTerminal(options.interrupt);
    if (terminal) return askOn(terminal, body, signal);
    unasked = body;
    return { kind: 'dismissed' };
  };

  return {
    log: options.log,
    paths: {
      data: dataFolder(),
      ssh: resolve(process.env['LABMATE_SSH_DIR'] || join(homedir(), '.ssh')),
      resources: options.resources,
    },
    get unasked() {
      return unasked;
    },
    ask(body, signal) {
      // Several servers may ask at once; a person answers one after the other.
      const answer = turn.then(() => askNow(body, signal));
      turn = answer;
      return answer;
    },
    secrets: {
      get: async (key) => secrets.get(key),
      keepForSession: async (key, secret) => void secrets.set(key, secret),
      forget: async (key) => void secrets.delete(key),
    },
    redeemGrant: async () => undefined,
    makeGrant: () => Promise.reject(new Error('the command line gives paths, not grants')),
    openPath: () => Promise.reject(new Error('the command line opens no programs')),
    // Who waits at a terminal sees what happened.
    notify() {},
    async openUrl(url) {
      if (!options.browser || !(await openInBrowser(url))) await options.showUrl(url);
    },
    testProcedures: false,
    newPassphrase(keyFile, signal) {
      if (terminal === null) terminal = openTerminal(options.interrupt);
      return terminal ? askNewPassphrase(terminal, keyFile, signal) : Promise.resolve(undefined);
    },
    close() {
      terminal?.close();
      terminal = null;
    },
  };
}

/** Where the Electron shell keeps its data too: see main/app/paths.ts. */
function dataFolder(): string {
  const { LABMATE_HOME, XDG_CONFIG_HOME, APPDATA } = process.env;
  if (LABMATE_HOME) return resolve(LABMATE_HOME);
  if (process.platform === 'win32') return join(APPDATA ?? homedir(), 'Labmate');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Labmate');
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Labmate');
}
