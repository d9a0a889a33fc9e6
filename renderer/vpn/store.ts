/** Mirrors the tunnel that Labmate itself has started. */
import { createMirror } from '../connect/mirror';

export const useTunnel = createMirror('vpn.tunnel', {});
