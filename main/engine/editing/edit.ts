/**
 * One remote file in the person's editor: watches the local copy and sends it back when it has been
 * saved and is at rest. What goes wrong becomes its state; the local copy is never thrown away for it.
 */
import { chmod, rename } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { EditEntry } from '../../../preload/contract/editing';
import type { FileConnections } from '../connections/index';
import { explain, joinPath, lastName, parentPath } from '../files/index';
import type { Host } from '../host';
import type { Log } from '../kit/log';
import { type Problem, ProblemError, problemOf, throwIfCancelled } from '../kit/outcome';
import { newIncident } from '../serve/index';
import { Temps } from '../transfers/index';
import type { Journal } from './journal';
import { headOf, signatureOf } from './local-copy';
import { isSame, type Owner } from './owner';
import { holdsProgram } from './program-inside';
import {
  type Baseline,
  type Found,
  fetchTo,
  hashOf,
  isUnchanged,
  look,
  type Remote,
  sameAs,
  send,
  withRemote,
} from './remote';
import { Retry, returnsWithLink } from './retry';
import { editProblem } from './words';

/** How long a copy must rest before it is sent, in milliseconds; editors write in several steps. */
const restMs = 1_000;
/** An empty one may be an editor that cut the file and has not written yet. */
const emptyRestMs = 6_000;

export interface EditNeeds {
  host: Host;
  connections: FileConnections;
  journal: Journal;
  log: Log;
  /** Fires when the app ends. */
  signal: AbortSignal;
  changed(): void;
}

export class Edit {
  entry: EditEntry;
  readonly localName: string;
  readonly #needs: EditNeeds;
  readonly #temps = new Temps();
  readonly #retry = new Retry();
  #retrying = false;
  /** What the person was told last about a save that failed: not told twice. */
  #told: string | undefined;
  #notice: Problem | undefined;
  /** undefined until it was fetched. */
  #baseline: Baseline | undefined;
  /** The copy as it was last looked at, since when, and as it was when last dealt with. */
  #seen = '';
  #since = 0;
  #done = '';
  /** One thing at a time. */
  #busy: Promise<unknown> = Promise.resolve();
  #working = false;

  constructor(needs: EditNeeds, entry: EditEntry, localName: string, baseline?: Baseline) {
    this.#needs = needs;
    this.entry = entry;
    this.localName = localName;
    this.#baseline = baseline;
  }

  get file(): string {
    return join(this.#needs.journal.folderOf(this.entry.id), this.localName);
  }

  /** Fetches the file for the first time. @throws ProblemError */
  fetch(signal: AbortSignal): Promise<void> {
    return this.#alone(() =>
      this.#reach(signal, async (remote) => {
        const found = await look(remote, this.entry.path);
        if (!found) throw this.#gone();
        await this.#take(await fetchTo(remote, found, this.file));
        this.#set({ kind: 'open', savedAt: null });
      }),
    );
  }

  /** The copy as it is counts as dealt with: for one that is found again unchanged. */
  async settle(): Promise<void> {
    this.#done = (await this.#signature())?.text ?? '';
    this.#seen = this.#done;
  }

  /** Shows the copy in the system's program. @throws ProblemError */
  async show(): Promise<void> {
    try {
      // An editor may have given it another mode. What the server named never runs here.
      await chmod(this.file, 0o600);
      if (holdsProgram(await headOf(this.file))) {
        throw new ProblemError(editProblem({ what: 'program-inside', path: this.entry.path }));
      }
      await this.#needs.host.openPath(this.file);
    } catch (error) {
      if (problemOf(error)) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      throw new ProblemError(editProblem({ what: 'no-editor', path: this.entry.path, detail }), {
        cause: error,
      });
    }
  }

  /** Looks at the copy; sends it when it changed and is at rest. Called every second. */
  async look(now: number): Promise<void> {
    const { kind } = this.entry.state;
    if (this.#working || kind === 'fetching' || kind === 'conflict') return;
    const copy = await this.#signature();
    // Editors that replace a file leave a moment without one.
    if (!copy || this.#working) return;
    if (copy.text !== this.#seen) {
      this.#seen = copy.text;
      this.#since = now;
      return;
    }
    if (copy.text === this.#done) return this.#tryAgain(now);
    const isEmptied = copy.size === 0 && (this.#baseline?.sizeBytes ?? 0) > 0;
    if (now - this.#since < (isEmptied ? emptyRestMs : restMs)) return;
    await this.save();
  }

  /** A save that the link kept from arriving goes out when the link is back. Nobody is asked for it. */
  async #tryAgain(now: number): Promise<void> {
    const { state, server } = this.entry;
    if (state.kind !== 'failed' || !state.retrying || this.#retrying) return;
    if (!this.#retry.due(now)) return;
    this.#retrying = true;
    const { connections, signal } = this.#needs;
    try {
      await connections.link(server, signal, { background: true });
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      // Only a person brings it back now: the button stays.
      const still = this.entry.state === state && !signal.aborted;
      if (still && !returnsWithLink(problem)) this.#set({ ...state, retrying: false });
      return;
    } finally {
      this.#retrying = false;
    }
    if (this.entry.state === state) await this.save();
  }

  /** Sends the copy if it has changes. Never rejects for what can be expected: see `entry.state`. */
  save(): Promise<void> {
    return this.#alone(async () => {
      this.#done = (await this.#signature())?.text ?? '';
      const { state } = this.entry;
      await this.#guarded(async () => {
        if (!(await this.hasChanges())) {
          if (state.kind !== 'open') this.#set({ kind: 'open', savedAt: null });
          return;
        }
        this.#set({ kind: 'saving' });
        await this.#reach(this.#needs.signal, (remote) => this.#sendUnlessChanged(remote));
      });
    });
  }

  /** @throws ProblemError without a conflict, or with what hindered the choice */
  resolve(choice: 'mine' | 'theirs' | 'both'): Promise<void> {
    return this.#alone(async () => {
      const { path, state } = this.entry;
      if (state.kind !== 'conflict')
        throw new ProblemError(editProblem({ what: 'no-conflict', path }));
      this.#done = (await this.#signature())?.text ?? '';
      this.#set({ kind: 'saving' });
      try {
        await this.#reach(this.#needs.signal, async (remote) => {
          const found = await look(remote, path);
          if (choice === 'both') await this.#sendBeside(remote);
          else if (choice === 'mine') await this.#sendMine(remote, found);
          else await this.#fetchAgain(remote, found);
        });
      } catch (error) {
        // The choice is still to be made.
        this.#set(state);
        throw error;
      }
    });
  }

  /** True when the copy differs from what the server had, or cannot be read to tell. */
  async hasChanges(): Promise<boolean> {
    if (!this.#baseline) return false;
    return (await this.#local(() => hashOf(this.file))) !== this.#baseline.hash;
  }

  async isThere(): Promise<boolean> {
    return (await this.#signature()) !== undefined;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#busy.catch(() => {
      // Whoever asked for it was told.
    });
    this.#temps.giveUp();
  }

  async #sendUnlessChanged(remote: Remote): Promise<void> {
    const { server, path } = this.entry;
    const found = await look(remote, path);
    const baseline = this.#baseline;
    if (!found) return this.#conflict(editProblem({ what: 'gone', server, path }));
    const elsewhere = this.#elsewhere(found.target);
    if (elsewhere) return this.#conflict(elsewhere);
    if (!baseline || !(await isUnchanged(remote, found, baseline))) {
      // A link that broke at the very end took the answer, not the file: it is there already.
      const there = await sameAs(remote, found, await this.#local(() => hashOf(this.file)));
      if (there) {
        await this.#arrived(there);
        return this.#set({ kind: 'open', savedAt: Date.now() });
      }
      return this.#conflict(editProblem({ what: 'conflict', server, path }));
    }
    await this.#send(remote, found.target, found);
  }

  async #sendMine(remote: Remote, found: Found | undefined): Promise<void> {
    const elsewhere = found && this.#elsewhere(found.target);
    if (elsewhere) throw new ProblemError(elsewhere);
    await this.#send(remote, found?.target ?? (await this.#ownPlace(remote)), found);
  }

  async #send(remote: Remote, target: string, found: Found | undefined): Promise<void> {
    const mode = found?.stat.mode ?? this.#baseline?.mode ?? 0o644;
    const sending = { localPath: this.file, target, found, mode, temps: this.#temps };
    const sent = await this.#local(() => send(remote, sending));
    if (!sent) {
      const { server, path } = this.entry;
      return this.#conflict(editProblem({ what: 'conflict', server, path }));
    }
    await this.#arrived(sent);
    this.#noticeOwner(found, sent);
    this.#needs.log.info('a saved file was sent back', { server: this.entry.server });
    const notice = this.#notice && { notice: this.#notice };
    this.#set({ kind: 'open', savedAt: Date.now(), ...notice });
  }

  /** It stays: the next save finds a file that is one's own already. */
  #noticeOwner(found: Found | undefined, sent: Owner): void {
    if (!found || isSame(found.stat, sent)) return;
    const { uid, gid } = found.stat;
    const lost = uid === sent.uid ? 'group' : gid === sent.gid ? 'owner' : 'both';
    const { server, path } = this.entry;
    this.#notice = editProblem({ what: 'owner-changed', server, path, lost });
  }

  #arrived(baseline: Baseline): Promise<void> {
    this.#retry.reset();
    this.#told = undefined;
    return this.#take(baseline);
  }

  /** The copy gets a place of its own on the server, and from now on belongs to that. */
  async #sendBeside(remote: Remote): Promise<void> {
    const path = await this.#ownPlace(remote);
    const name = lastName(path);
    const end = extname(name);
    const stem = name.slice(0, name.length - end.length);
    for (let n = 1; ; n += 1) {
      const beside = joinPath(parentPath(path), `${stem}.mine${n > 1 ? `-${n}` : ''}${end}`);
      if (await remote.tree.lstat(beside)) continue;
      this.entry = { ...this.entry, path: beside, name: lastName(beside) };
      return this.#send(remote, beside, undefined);
    }
  }

  /**
   * The server resolves links, and others may exchange them: what was not opened is not replaced.
   * @returns the problem when the path leads to another place than when the file was fetched
   */
  #elsewhere(now: string): Problem | undefined {
    const before = this.#baseline?.target;
    if (before === undefined || before === now) return undefined;
    const { server, path } = this.entry;
    return editProblem({ what: 'elsewhere', server, path, before, now });
  }

  /** Where the file was fetched from, also when its path leads elsewhere by now. */
  async #ownPlace({ sftp, tree }: Remote): Promise<string> {
    const { server, path } = this.entry;
    const before = this.#baseline?.target;
    if (before === undefined) return tree.resolve(path);
    const folder = parentPath(before);
    try {
      const now = await sftp.realPath(folder);
      const elsewhere = this.#elsewhere(joinPath(now, lastName(before)));
      if (elsewhere) throw new ProblemError(elsewhere);
      return before;
    } catch (error) {
      throw await explain(sftp, error, { server, path: folder, doing: 'write' });
    }
  }

  async #fetchAgain(remote: Remote, found: Found | undefined): Promise<void> {
    if (!found) throw this.#gone();
    const fetched = `${this.file}.theirs`;
    const baseline = await this.#local(() => fetchTo(remote, found, fetched));
    await rename(fetched, this.file);
    await this.#take(baseline);
    await this.settle();
    this.#set({ kind: 'open', savedAt: null });
  }

  async #take(baseline: Baseline): Promise<void> {
    this.#baseline = baseline;
    if (this.#done === '') await this.settle();
    const { id, server, path } = this.entry;
    const { localName } = this;
    const { hash, sizeBytes, modifiedSeconds, mode, target } = baseline;
    await this.#needs.journal.write({
      ...{ id, server, path, localName, pid: process.pid },
      baseline: { hash, sizeBytes, modifiedSeconds, mode, target },
    });
  }

  #conflict(problem: Problem): void {
    this.#set({ kind: 'conflict', problem });
    this.#tell(problem);
  }

  #tell(problem: Problem): void {
    const { name, server } = this.entry;
    const title = `${name} was not saved on ${server}`;
    this.#needs.host.notify({ kind: 'transfer-failed', title, body: problem.what, server });
  }

  /** Failures become the state. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { log, signal } = this.#needs;
      const problem = problemOf(error) ?? newIncident(error, 'editing', log);
      this.#set({ kind: 'failed', problem, retrying: returnsWithLink(problem) });
      if (!signal.aborted && this.#told !== problem.tag) this.#tell(problem);
      this.#told = problem.tag;
    }
  }

  #reach(signal: AbortSignal, work: (remote: Remote) => Promise<void>): Promise<void> {
    const { connections } = this.#needs;
    throwIfCancelled(signal);
    return withRemote(connections, this.entry.server, signal, work);
  }

  /** What this computer's disk says, as a problem. */
  async #local<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      const facts = { path: this.entry.path, detail: error.message };
      throw new ProblemError(editProblem({ what: 'local-copy', ...facts }), { cause: error });
    }
  }

  #signature() {
    return signatureOf(this.file);
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#busy.then(work, work);
    this.#working = true;
    this.#busy = run;
    try {
      return await run;
    } finally {
      if (this.#busy === run) this.#working = false;
    }
  }

  #gone(): ProblemError {
    const { server, path } = this.entry;
    return new ProblemError(editProblem({ what: 'gone', server, path }));
  }

  #set(state: EditEntry['state']): void {
    this.entry = { ...this.entry, state };
    this.#needs.changed();
  }
}
