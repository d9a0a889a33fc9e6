/**
 * The protocol of ssh-agents (draft-ietf-sshm-ssh-agent, 3): which keys are there, and a signature by
 * one of them. The same bytes go over a unix socket, over the pipe of Windows' own agent and over
 * Pageant's. Our own, because the SSH library drops keys of kinds that it does not know without a
 * word, and its way of talking to Pageant writes out of bounds.
 */
import { connect } from 'node:net';
import { KeyFault, WireReader, wireNumber, wireString } from '../keys/formats/index';

/** OpenSSH's own limit (authfd.h, MAX_AGENT_REPLY_LEN). */
const MAX_REPLY_BYTES = 256 * 1024;
/** The same (MAX_AGENT_IDENTITIES). */
const MAX_KEYS = 2048;

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const FLAGS = { sha256: 2, sha512: 4 } as const;

export interface HeldKey {
  blob: Buffer;
  comment: string;
}

/** @throws Error when the agent does not answer or answers nonsense; the signal's reason */
export async function listHeld(path: string, signal: AbortSignal): Promise<HeldKey[]> {
  const reply = await request(path, Buffer.of(REQUEST_IDENTITIES), signal);
  return read(reply, IDENTITIES_ANSWER, (reader) => {
    const count = reader.u32();
    if (count > MAX_KEYS) throw new Error('the agent says that it has too many keys');
    return Array.from({ length: count }, () => ({ blob: reader.string(), comment: reader.text() }));
  });
}

/** @returns the bare signature. @throws Error when the agent refuses, as when a person said no */
export async function signWith(
  path: string,
  blob: Buffer,
  data: Buffer,
  hash: string | undefined,
  signal?: AbortSignal,
): Promise<Buffer> {
  const flags = hash === 'sha256' || hash === 'sha512' ? FLAGS[hash] : 0;
  const asked = [Buffer.of(SIGN_REQUEST), wireString(blob), wireString(data), wireNumber(flags)];
  const reply = await request(path, Buffer.concat(asked), signal);
  return read(reply, SIGN_RESPONSE, (reader) => {
    const signature = new WireReader(reader.string());
    signature.string();
    return signature.string();
  });
}

function read<T>(reply: Buffer, kind: number, take: (reader: WireReader) => T): T {
  if (reply[0] !== kind) throw new Error('the agent refused');
  try {
    return take(new WireReader(reply.subarray(1)));
  } catch (error) {
    if (error instanceof KeyFault) throw new Error('the agent gave an answer that makes no sense');
    throw error;
  }
}

/** One question, one answer, on a connection of its own, as ssh does too. */
function request(path: string, body: Buffer, signal?: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const socket = connect(path);
    let got = Buffer.alloc(0);
    const end = (error: unknown, reply?: Buffer) => {
      signal?.removeEventListener('abort', stop);
      socket.destroy();
      if (reply) resolve(reply);
      else reject(error);
    };
    const stop = () => end(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => end(error));
    socket.on('close', () => end(new Error('the agent hung up')));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 4) return;
      const length = got.readUInt32BE(0);
      if (length === 0 || length > MAX_REPLY_BYTES)
        end(new Error('the agent gave an answer that makes no sense'));
      else if (got.length >= 4 + length) end(null, got.subarray(4, 4 + length));
    });
    socket.write(wireString(body));
  });
}
