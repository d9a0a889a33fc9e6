/** A tunnel through an HTTP proxy (RFC 9110, 9.3.6), with Basic authentication (RFC 7617). */
import { BadAnswer, type Conversation } from './conversation';
import type { Credentials, ProxyReply } from './reply';

/** @throws BadAnswer */
export async function httpConnect(
  with_: Conversation,
  target: { host: string; port: number },
  credentials: Credentials | null,
): Promise<ProxyReply> {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const place = `${host}:${target.port}`;
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`, ...proof(credentials), '', ''];
  with_.write(lines.join('\r\n'));
  // An answer may be announced first (RFC 9110, 15.2).
  for (let announced = 0; announced < 5; announced++) {
    const head = await with_.readTo('\r\n\r\n');
    const [, code, said = ''] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?\r\n/.exec(head) ?? [];
    if (code === undefined) throw new BadAnswer('wrong', head);
    if (code.startsWith('1')) continue;
    if (code.startsWith('2')) return { kind: 'open' };
    if (code === '407') return whoAnswer(head, credentials);
    return { kind: 'refused', said: `${code} ${said}`.trim() };
  }
  throw new BadAnswer('wrong', '');
}

function proof(credentials: Credentials | null): string[] {
  if (!credentials) return [];
  const { user, password } = credentials;
  return [`Proxy-Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`];
}

function whoAnswer(head: string, credentials: Credentials | null): ProxyReply {
  const offers = [...head.matchAll(/^proxy-authenticate:\s*([^\r\n]*)/gim)].map(
    ([, text]) => text ?? '',
  );
  if (offers.some((text) => /(^|,\s*)basic\b/i.test(text))) {
    return { kind: credentials ? 'refused-who' : 'asks-who' };
  }
  const names = offers.map((text) => text.split(' ')[0] ?? '').join(', ');
  return { kind: 'no-method', offered: names || 'nothing' };
}
