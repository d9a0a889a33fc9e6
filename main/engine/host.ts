/**
 * What the engine needs of the program that runs it: the Electron shell (main/app), the command
 * line (main/cli) and tests each implement this one interface.
 */
import type { Answer, QuestionBody } from '../../preload/contract/questions';
import type { NotificationKind } from '../../preload/contract/settings';
import type { Log } from './kit/log';

/** A notice of the operating system. Plain text; names of servers and files are made visible. */
export interface Notification {
  kind: NotificationKind;
  title: string;
  body: string;
  /** The server that a click on it shows. */
  server?: string;
}

export interface Host {
  readonly log: Log;
  readonly paths: {
    /** Our own data folder (`LABMATE_HOME` or the platform's place). */
    readonly data: string;
    /** `~/.ssh` (`LABMATE_SSH_DIR` overrides it in tests). */
    readonly ssh: string;
    /** Scripts that ship with the app. */
    readonly resources: string;
  };
  /**
   * Asks the person. Resolves to `dismissed` when the question expires, nobody is there, the
   * window is closed, or `signal` fires. Never rejects.
   */
  ask(body: QuestionBody, signal: AbortSignal): Promise<Answer>;
  /** Secrets that the person allowed to be kept; the command line keeps them in memory only. */
  readonly secrets: {
    get(key: string): Promise<string | undefined>;
    /** Kept in memory until the program ends. */
    keepForSession(key: string, secret: string): Promise<void>;
    /**
     * Keeps it beyond this run, in the system's store for secrets. False where there is none, or where that
     * failed. Absent on the command line.
     */
    keepInStore?(key: string, secret: string): Promise<boolean>;
    /**
     * Keeps what was just typed for two minutes, so that one answer serves the check, the connection
     * and the copies, each of which signs in for itself. Never for one-time codes. Absent where one
     * connection does everything. Null ends it.
     */
    handOver?(key: string, secret: string | null): Promise<void>;
    /** From memory and from the store. */
    forget(key: string): Promise<void>;
  };
  /** Turns a one-time grant into the local path it stands for; undefined if unknown or used. */
  redeemGrant(grant: string): Promise<string | undefined>;
  /** Makes a one-time grant for a local path, for the page to hand back to `redeemGrant` or the shell. */
  makeGrant(path: string): Promise<string>;
  /**
   * The proxy that this computer is set up with for a connection, as Chromium says it
   * (`PROXY a:8080; DIRECT`). Absent where only environment variables tell.
   */
  systemProxy?(host: string, port: number): Promise<string>;
  /** Opens an http or https address in the person's browser. */
  openUrl(url: string): Promise<void>;
  /** Opens a local file with the system's program for it. @throws Error in the system's words */
  openPath(path: string): Promise<void>;
  /** Tells the person, unless they look at the window or switched this kind off. Never rejects. */
  notify(note: Notification): void;
  /** Allows the contract's `test` procedures. */
  readonly testProcedures: boolean;
}
