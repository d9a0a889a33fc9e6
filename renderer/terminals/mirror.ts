/** Mirrors the engine's terminals. Apart from their sessions, so that a start does not load xterm. */
import { createMirror } from '../connect/mirror';

export const useTerminals = createMirror('terminals.list', {});
