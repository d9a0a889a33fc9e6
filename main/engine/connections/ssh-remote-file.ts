/** An open file over SFTP. Any number of reads and writes may be under way at once. */
import type { SFTPWrapper } from 'ssh2';
import type { RemoteFile } from './sftp';
import { type Change, changeToAttributes } from './sftp-values';
import type { SshSftp } from './ssh-sftp';

export class SshRemoteFile implements RemoteFile {
  constructor(
    private readonly sftp: SshSftp,
    private readonly wrapper: SFTPWrapper,
    private readonly path: string,
    private readonly handle: Buffer,
  ) {}

  async read(position: number, length: number): Promise<Buffer | null> {
    if (length <= 0) return Buffer.alloc(0);
    const target = Buffer.allocUnsafe(length);
    const count = await this.sftp.request<number>('read', this.path, (done) =>
      this.wrapper.read(this.handle, target, 0, length, position, (error, read) =>
        done(error, read),
      ),
    );
    return count === 0 ? null : target.subarray(0, count);
  }

  write(data: Buffer, position: number): Promise<void> {
    if (data.length === 0) return Promise.resolve();
    return this.sftp.request('write', this.path, (done) =>
      this.wrapper.write(this.handle, data, 0, data.length, position, (error) => done(error)),
    );
  }

  setStat(change: Change): Promise<void> {
    return this.sftp.request('change', this.path, (done) =>
      this.wrapper.fsetstat(this.handle, changeToAttributes(change), done),
    );
  }

  async sync(): Promise<boolean> {
    if (!this.sftp.has('fsync@openssh.com')) return false;
    await this.sftp.request<void>('flush', this.path, (done) =>
      this.wrapper.ext_openssh_fsync(this.handle, done),
    );
    return true;
  }

  close(): Promise<void> {
    return this.sftp.request('close', this.path, (done) => this.wrapper.close(this.handle, done));
  }
}
