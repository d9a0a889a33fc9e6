/** What the sharing of sessions knows of a command, an SFTP and its bytes: when they end, how to have them back. */
import type { Duplex } from 'node:stream';
import type { RemoteProcess, SftpOptions } from './link';
import type { Held, Rank } from './sessions';
import type { SshSftp } from './ssh-sftp';
import { connectionError, connectionProblem } from './words';

export const rankOf = ({ givesWay }: SftpOptions): Rank => (givesWay ? 'transfer' : 'person');

export const heldProcess = (process: RemoteProcess): Held => ({
  ended: process.exit.then(
    () => {},
    () => {},
  ),
  giveBack: () => process.close(),
});

export const heldSftp =
  (server: string) =>
  (sftp: SshSftp): Held => ({
    ended: new Promise<void>((resolve) => {
      sftp.onEnd(() => resolve());
    }),
    get rests() {
      return sftp.rests;
    },
    onRest: (callback) => sftp.onRest(callback),
    giveBack: () => sftp.giveWay(connectionProblem({ kind: 'gave-way', server })),
  });

export const heldStream =
  (server: string) =>
  (stream: Duplex): Held => ({
    ended: new Promise((resolve) => stream.once('close', () => resolve())),
    giveBack: () => stream.destroy(connectionError({ kind: 'gave-way', server })),
  });
