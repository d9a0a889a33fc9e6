/** The gateways that a person has signed in to, the last first: kept by us, and read from openfortivpn's own config. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type VpnGateway, vpnGateway } from '../../../../preload/contract/vpn';
import { writeAtomically } from '../../kit/atomic-write';
import { withFileLock } from '../../kit/file-lock';
import type { Log } from '../../kit/log';

const MAX_GATEWAYS = 10;
const systemConfig = '/etc/openfortivpn/config';

const kept = vpnGateway.extend({
  /** SHA-256 of the certificate that the person trusts, in hex; null where the system's authorities vouch for it. */
  trusted: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type KeptGateway = z.infer<typeof kept>;
const file = z.object({ gateways: z.array(kept).max(100) });

export class GatewaysFile {
  readonly #path: string;

  constructor(
    dataFolder: string,
    private readonly log: Log,
    private readonly system = systemConfig,
  ) {
    this.#path = join(dataFolder, 'vpn-gateways.json');
  }

  /** Kept ones, then the one of openfortivpn's own config where that may be read. */
  known(): VpnGateway[] {
    const own = this.#read().map(({ trusted: _, ...gateway }) => gateway);
    const other = readSystemConfig(readOr(this.system, ''));
    return other && !own.some(({ address }) => address === other.address) ? [...own, other] : own;
  }

  trusted(address: string): string | null {
    return this.#read().find((each) => each.address === address)?.trusted ?? null;
  }

  /** Puts it in front. @throws Error as the file system has it */
  async keep(gateway: KeptGateway): Promise<void> {
    await this.#change((old) => [
      gateway,
      ...old.filter(({ address }) => address !== gateway.address),
    ]);
  }

  /** @throws Error as the file system has it */
  async forget(address: string): Promise<void> {
    await this.#change((old) => old.filter((each) => each.address !== address));
  }

  async #change(change: (old: KeptGateway[]) => KeptGateway[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await withFileLock(this.#path, async () => {
      const gateways = change(this.#read()).slice(0, MAX_GATEWAYS);
      await writeAtomically(this.#path, `${JSON.stringify({ gateways })}\n`);
    });
  }

  #read(): KeptGateway[] {
    const text = readOr(this.#path, '');
    if (text === '') return [];
    try {
      return file.parse(JSON.parse(text)).gateways;
    } catch (error) {
      this.log.warn('the kept gateways cannot be read', { error: String(error) });
      return [];
    }
  }
}

/** `key = value` lines of openfortivpn's config; null where it names no gateway. */
export function readSystemConfig(text: string): VpnGateway | null {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^\s*([a-z-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (found) values.set(found[1] ?? '', found[2] ?? '');
  }
  const read = vpnGateway.safeParse({
    address: `${values.get('host') ?? ''}:${values.get('port') || 443}`,
    user: values.get('username') ?? '',
    realm: values.get('realm') ?? '',
    browser: values.has('saml-login'),
  });
  return read.success ? read.data : null;
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 1 << 16);
  } catch {
    return otherwise;
  }
}
