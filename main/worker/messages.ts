/** What main and a worker say to each other over the worker's message port. */
import type { MessagePort } from 'node:worker_threads';
import type { Role } from '../../preload/contract/define';
import type { Answer, QuestionBody } from '../../preload/contract/questions';
import type { Notification } from '../engine/host';
import type { LogEntry } from '../engine/kit/log';

export type WorkerRole = Exclude<Role, 'main'>;

/** Everything that a worker must know before it starts. */
export interface WorkerSetup {
  role: WorkerRole;
  paths: { data: string; ssh: string; resources: string };
  testProcedures: boolean;
}

/** Calls that a worker makes to main: the parts of the Host that live there. */
export interface HostCalls {
  ask(body: QuestionBody): Promise<Answer>;
  secretGet(key: string): Promise<string | undefined>;
  secretKeep(key: string, secret: string): Promise<void>;
  secretStore(key: string, secret: string): Promise<boolean>;
  secretHandOver(key: string, secret: string | null): Promise<void>;
  secretForget(key: string): Promise<void>;
  redeemGrant(grant: string): Promise<string | undefined>;
  makeGrant(path: string): Promise<string>;
  systemProxy(host: string, port: number): Promise<string>;
  openUrl(url: string): Promise<void>;
  openPath(path: string): Promise<void>;
}

export type ToWorker =
  | { type: 'page-closed'; page: number }
  /** A frame of a page, as it came (`serve` validates it). */
  | { type: 'frame'; page: number; frame: unknown }
  /** A page holds a port for a terminal; `port` numbers it. */
  | { type: 'terminal-opened'; port: number; id: string }
  | { type: 'terminal-frame'; port: number; frame: unknown }
  | { type: 'terminal-closed'; port: number }
  /** The way to the other of `link` and `bulk`, at its start and after each of their ends. */
  | { type: 'neighbour'; port: MessagePort }
  /** The app ends: close everything politely and answer `closed`. */
  | { type: 'shut-down' }
  | { type: 'host-answer'; call: number; ok: true; value: unknown }
  | { type: 'host-answer'; call: number; ok: false; message: string };

export type FromWorker =
  /** Sent once the worker serves. */
  | { type: 'ready' }
  /** The check of AES-GCM, some time after the start. */
  | { type: 'cipher'; mibPerSecond: number }
  /** Every second; `bufferMiB` is what it holds outside of its heap. */
  | { type: 'beat'; bufferMiB: number }
  /** The answer to `shut-down`. */
  | { type: 'closed' }
  | { type: 'frame'; page: number; frame: unknown }
  | { type: 'terminal-frame'; port: number; frame: unknown }
  /** The terminal ended or is unknown: main closes the page's port. */
  | { type: 'terminal-closed'; port: number }
  | { type: 'host-call'; call: number; method: keyof HostCalls; args: unknown[] }
  | { type: 'host-cancel'; call: number }
  | { type: 'notify'; note: Notification }
  | { type: 'log'; entry: LogEntry };
