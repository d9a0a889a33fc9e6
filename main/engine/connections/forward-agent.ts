/**
 * Agent forwarding (draft-ietf-sshm-ssh-agent, 4; PROTOCOL of OpenSSH): off unless the config says
 * `ForwardAgent`. Whoever is root on the server can sign with the agent's keys as long as it lasts.
 *
 * The request goes out once, before the first command or shell, and wants no answer: the SSH library's
 * own way fails every session where the server does not allow it. What it needs of ssh2 1.17, the pinned
 * version, is internal; a lab test fails if an update changes it.
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { ResolvedServer } from '../servers/resolved';
import { agentPlaces } from './agent';

interface Insides {
  _agent: { getStream(done: (error: Error | null, stream?: Duplex) => void): void } | undefined;
  _agentFwdEnabled: boolean;
  _protocol: {
    exec(channel: number, command: string, wantReply: boolean): void;
    shell(channel: number, wantReply: boolean): void;
    openssh_agentForward(channel: number, wantReply: boolean): void;
  };
}

/** The agent that the server is to reach, or null for none. */
export function forwardedAgent(server: ResolvedServer): string | null {
  const { forwardAgent = null, identityAgent } = server;
  if (forwardAgent === null) return null;
  if (forwardAgent !== 'yes') return forwardAgent;
  return agentPlaces(identityAgent)[0]?.path ?? null;
}

/** Call right after `connect`. Without this call a server that asks for the agent is refused. */
export function forwardAgent(client: Client, path: string): void {
  const insides = client as unknown as Insides;
  const protocol = insides._protocol;
  insides._agentFwdEnabled = true;
  insides._agent = { getStream: (done) => reach(path, done) };
  let asked = false;
  const askOnce = (channel: number) => {
    if (!asked) protocol.openssh_agentForward(channel, false);
    asked = true;
  };
  const { exec, shell } = protocol;
  protocol.exec = (channel, command, wantReply) => {
    askOnce(channel);
    exec.call(protocol, channel, command, wantReply);
  };
  protocol.shell = (channel, wantReply) => {
    askOnce(channel);
    shell.call(protocol, channel, wantReply);
  };
}

function reach(path: string, done: (error: Error | null, stream?: Duplex) => void): void {
  const socket = connect(path);
  const refused = (error: Error) => done(error);
  socket.once('error', refused);
  socket.once('connect', () => {
    socket.off('error', refused);
    // An agent that ends in the middle ends the server's channel, and nothing else.
    socket.on('error', () => socket.push(null));
    done(null, socket);
  });
}
