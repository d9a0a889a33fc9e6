/**
 * What the rest of the engine sees of an SSH connection. No type of the SSH library leaves this
 * room: other rooms program against these interfaces.
 */
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Problem } from '../kit/outcome';
import type { Sftp } from './sftp';

export interface ExitStatus {
  /** Exit code, or null when a signal ended it or the connection was lost. */
  code: number | null;
  /** Signal name without the `SIG` prefix, as the server sent it (`TERM`), or null. */
  signal: string | null;
}

export interface PtyRequest {
  cols: number;
  rows: number;
  /** `TERM`, for example `xterm-256color`. */
  term: string;
}

/** A command running on the server. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the channel has closed; rejects with a ProblemError if the link broke. */
  readonly exit: Promise<ExitStatus>;
  /** Asks the server to deliver a signal (`TERM`, `INT`, `HUP`, `KILL`). */
  signal(name: string): void;
  /** Changes the pty's size; does nothing without a pty. */
  resize(cols: number, rows: number): void;
  /** Closes the channel at once. A silent remote child may live on: see docs of run-script. */
  close(): void;
}

export interface SftpOptions {
  signal?: AbortSignal;
  /**
   * True for a transfer: on a server that allows few sessions it is ended (`Sftp.endedBy`) when a person
   * needs its place.
   */
  givesWay?: boolean;
  /** Called when it has to wait until a session is free, which may be hours. */
  waiting?(): void;
}

export interface Link {
  /** The server's name as the user calls it. */
  readonly server: string;
  /** Who and where we are, after sign-in. */
  readonly peer: { user: string; host: string; port: number; software: string };
  /** True until the transport has closed. */
  readonly alive: boolean;
  /** Calls back once when the transport closes; at once if it already has. */
  onClosed(callback: (reason: Problem) => void): () => void;
  /** Runs a command through the user's login shell, as `ssh host command` does. */
  exec(
    command: string,
    options?: {
      pty?: PtyRequest;
      env?: Record<string, string>;
      signal?: AbortSignal;
      /**
       * Work that nobody waits for. On a server that allows few sessions it waits in line, and is
       * closed when a person needs its place.
       */
      background?: boolean;
    },
  ): Promise<RemoteProcess>;
  /** Starts the login shell with a pty; the server may refuse variables, silently. */
  shell(
    pty: PtyRequest,
    options?: { env?: Record<string, string>; signal?: AbortSignal },
  ): Promise<RemoteProcess>;
  /** Opens a new SFTP channel; the caller ends it. */
  sftp(options?: SftpOptions): Promise<Sftp>;
  /** A stream to host:port as seen from the server. End both directions when done. */
  forwardTcp(host: string, port: number, signal?: AbortSignal): Promise<Duplex>;
  /** A stream to a unix socket on the server. */
  forwardUnix(path: string, signal?: AbortSignal): Promise<Duplex>;
}

/** A link as far as files go. */
export interface FileLink extends Pick<Link, 'server' | 'alive' | 'onClosed' | 'sftp'> {
  /** It carries a person's terminals as well. */
  readonly isShared?: boolean;
}

/** Gives links to those who only move files; see `Connections`. */
export interface FileConnections {
  link(server: string, signal: AbortSignal, options?: { background?: boolean }): Promise<FileLink>;
  /** The live link, if there is one; never connects. */
  current?(server: string): FileLink | undefined;
}

/** Gives links to those who need one; one link per server, shared, opened on demand. */
export interface Connections {
  /**
   * The live link to a server, connecting first if need be (concurrent callers share one attempt).
   * @throws ProblemError with the reason when it cannot be had, or on cancellation.
   */
  link(server: string, signal: AbortSignal): Promise<Link>;
}
