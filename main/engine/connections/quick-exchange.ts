/**
 * Puts our Diffie-Hellman (diffie-hellman.ts) into the library's key exchanges, the first and every
 * repeated one. The library (ssh2 1.17) makes an exchange object for each and keeps it in `_kex`;
 * key-exchange.lab.test.ts fails if an update changes that.
 */
import type { Client } from 'ssh2';
import { DiffieHellman } from './diffie-hellman';
import { primeOf } from './modp-groups';

/** What the library's exchanges of the kinds `group` and `groupex` look like here. */
interface Exchange {
  type?: string;
  /** Of `group`: `modp14` and so on. */
  groupName?: string;
  /** Of `groupex`, once the server has chosen. */
  _prime?: Buffer | null;
  _generator?: Buffer | null;
  _dh: DiffieHellman | null;
  _public: Buffer | null;
  generateKeys(): void;
}

/** Call after `connect`, which makes the protocol. */
export function quickenExchanges(client: Client): void {
  const { _protocol: protocol } = client as unknown as { _protocol: { _kex?: Exchange } };
  let current = protocol._kex;
  Object.defineProperty(protocol, '_kex', {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (exchange: Exchange | undefined) => {
      current = exchange;
      if (exchange?.type === 'group' || exchange?.type === 'groupex') quicken(exchange);
    },
  });
}

function quicken(exchange: Exchange): void {
  exchange.generateKeys = () => {
    if (exchange._dh) return;
    const group = groupOf(exchange);
    // Before the server has chosen there is nothing to do yet.
    if (!group) return;
    exchange._dh = new DiffieHellman(group.prime, group.generator);
    exchange._public = exchange._dh.publicKey;
  };
}

function groupOf({ groupName, _prime: prime, _generator: generator }: Exchange) {
  const fixed = primeOf(groupName ?? '');
  if (fixed) return { prime: fixed, generator: Buffer.of(2) };
  return prime && generator ? { prime, generator } : null;
}
