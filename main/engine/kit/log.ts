/** The log as the engine sees it. Secrets never enter it: callers log facts, not inputs. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  /** Milliseconds since the epoch. */
  at: number;
  level: LogLevel;
  /** The room that speaks, for example `connections`. */
  scope: string;
  text: string;
  data?: Record<string, unknown>;
}

export interface Log {
  debug(text: string, data?: Record<string, unknown>): void;
  info(text: string, data?: Record<string, unknown>): void;
  warn(text: string, data?: Record<string, unknown>): void;
  error(text: string, data?: Record<string, unknown>): void;
  /** The same log under another scope. */
  scoped(scope: string): Log;
}

/** A log that hands every entry to one sink. */
export function logTo(sink: (entry: LogEntry) => void, scope = 'labmate'): Log {
  const at = (level: LogLevel) => (text: string, data?: Record<string, unknown>) => {
    const entry: LogEntry = { at: Date.now(), level, scope, text };
    if (data) entry.data = data;
    sink(entry);
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    scoped: (inner) => logTo(sink, inner),
  };
}

export const silentLog: Log = logTo(() => {});
