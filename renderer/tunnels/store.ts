/** Mirrors the engine's tunnels. */
import { createMirror } from '../connect/mirror';

export const useTunnels = createMirror('tunnels.list', {});
