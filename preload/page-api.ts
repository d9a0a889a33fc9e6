/** The one object that the page gets: four functions, no power of its own. Types only. */
import type { DownFrame, UpFrame } from './contract/wire';

export interface PageApi {
  /** Sends a frame to the engine. Main refuses what is malformed. */
  post(frame: UpFrame): void;
  /** Receives frames from the engine; returns a function that stops it. */
  listen(callback: (frame: DownFrame) => void): () => void;
  /**
   * Asks main for the port of a terminal. It arrives as a `message` event on the window with
   * data `{ type: 'labmate:terminal-port', id }` and the port. What is no terminal's id gets no
   * answer; the port of a terminal that the engine does not have is closed at once.
   */
  openTerminalPort(id: string): void;
  /**
   * A one-time grant for a dropped or chosen file or folder; the page never sees its path. Rejects
   * when the file has none (made by a script), or main refused.
   */
  pathOf(file: unknown): Promise<string>;
}

declare global {
  var labmate: PageApi;
}
