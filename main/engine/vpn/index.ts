/**
 * The VPN room: which VPNs of this computer are up, what a server needs by experience, and opening their
 * programs. Connections ask it when a server does not answer.
 */
import type { ValueOf } from '../../../preload/contract';
import type { VpnKind, VpnState } from '../../../preload/contract/vpn';
import type { Host } from '../host';
import { type Computer, readComputer, sourceAddress } from './computer';
import { ExperienceFile } from './experience';
import { addFailed, addReached, type Learned, learnedFrom } from './learned';
import { openProgram, programOf } from './open-program';
import { findProgram } from './openfortivpn/rights';
import { canUseBrowser, programVersion, Tunnel } from './openfortivpn/tunnel';
import { interfaceWith, tunnelNames, vpnStates } from './states';

export { vpnHandlers } from './handlers';
export type { Learned } from './learned';
export { type VpnFacts, type VpnVerdict, vpnVerdict } from './verdict';

/** The way that packets to an address take. */
export interface Way {
  /** The interface, or null where there is no way. */
  interface: string | null;
  isTunnel: boolean;
}

export interface Vpn {
  states(): Promise<VpnState[]>;
  /** @param address of the server */
  wayTo(address: string): Promise<Way>;
  /** What experience says that a server needs, and whether that is up. */
  learned(server: string): Promise<(Learned & { isUp: boolean }) | null>;
  /** A server was reached, or could not be. Its failures are its own. */
  note(server: string, reached: boolean): void;
  /** @throws ProblemError `vpn/no-program`, `vpn/not-started` */
  open(kind: VpnKind): Promise<void>;
  /** The tunnel of openfortivpn, which is started from here. */
  readonly tunnel: Tunnel;
  gateways(): Promise<ValueOf<'vpn.gateways'>>;
  /** Its password and the trust in its certificate go too. @throws Error as the file system has it */
  forgetGateway(address: string): Promise<void>;
  /** Takes the tunnel down. */
  close(): Promise<void>;
}

/** A program takes so long to show its window. */
const ONE_WINDOW_MS = 5000;
/** What was read is good for this long: Windows takes a second to tell. */
const FRESH_MS = 2000;

export function createVpn({ host }: { host: Host }): Vpn {
  const log = host.log.scoped('vpn');
  const file = new ExperienceFile(host.paths.data, log);
  const opened = new Map<VpnKind, number>();
  const tunnel = new Tunnel(host, log);
  let read: { at: number; computer: Promise<Computer> } | undefined;
  const computer = (): Promise<Computer> => {
    if (!read || Date.now() - read.at > FRESH_MS) {
      read = { at: Date.now(), computer: readComputer() };
    }
    return read.computer;
  };
  return {
    async states() {
      return vpnStates(await computer(), canOpen);
    },
    async wayTo(address) {
      const source = await sourceAddress(address);
      const all = await computer();
      const found = source === null ? undefined : interfaceWith(all, source);
      // Loopback is no interface of ours, but a way.
      if (!found) return { interface: source === null ? null : 'loopback', isTunnel: false };
      const isTunnel = tunnelNames({ interfaces: [found] }).length > 0;
      return { interface: found.name, isTunnel };
    },
    async learned(server) {
      const learned = learnedFrom(file.of(server));
      if (!learned) return null;
      return { ...learned, isUp: tunnelNames(await computer()).includes(learned.tunnel) };
    },
    note(server, reached) {
      const noting = computer().then((all) => {
        const tunnels = tunnelNames(all);
        return file.change(server, (old) => {
          // Without tunnels there is nothing to learn until one was seen.
          if (!old && tunnels.length === 0) return old;
          return reached ? addReached(old, tunnels) : old && addFailed(old, tunnels);
        });
      });
      noting.catch((error: unknown) => log.warn('not noted', { server, error: String(error) }));
    },
    async open(kind) {
      // Impatient clicks, or a page gone bad, get one window.
      const before = opened.get(kind) ?? Number.NEGATIVE_INFINITY;
      if (Date.now() - before < ONE_WINDOW_MS) return;
      await openProgram(kind);
      opened.set(kind, Date.now());
    },
    tunnel,
    async gateways() {
      const program = findProgram('openfortivpn');
      const version = program === null ? null : await programVersion(program);
      return {
        known: tunnel.gateways.known(),
        version,
        canUseBrowser: version !== null && canUseBrowser(version),
      };
    },
    forgetGateway: (address) => tunnel.forget(address),
    close: () => tunnel.stop(),
  };
}

/** openfortivpn has no window of its own: ours starts it. */
function canOpen(kind: VpnKind): boolean {
  return kind === 'openfortivpn' ? findProgram(kind) !== null : programOf(kind) !== null;
}
