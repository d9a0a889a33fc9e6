/**
 * Remote files in the person's own editor. Local copies live in `<data>/editing`, readable by nobody
 * else; what was not sent when the app ended is found there at the next start.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditEntry } from '../../../preload/contract/editing';
import type { FileConnections } from '../connections/index';
import { lastName } from '../files/index';
import type { Host } from '../host';
import { anySignal } from '../kit/any-signal';
import { ProblemError } from '../kit/outcome';
import { StateFeed } from '../kit/state-feed';
import type { Transfers } from '../transfers/index';
import { createDrags } from './drag';
import { Edit, type EditNeeds } from './edit';
import { type EditRecord, openJournal } from './journal';
import { localNameFor } from './local-name';
import { editProblem } from './words';

export { editingHandlers } from './handlers';

/** How often local copies are looked at, in milliseconds: every editor is seen by that. */
const lookMs = 1_000;

export interface Editing {
  readonly list: StateFeed<readonly EditEntry[]>;
  /** @throws ProblemError; a file that is open already is shown again */
  open(server: string, path: string, signal: AbortSignal): Promise<string>;
  save(id: string): Promise<void>;
  resolve(id: string, choice: 'mine' | 'theirs' | 'both'): Promise<void>;
  /** @throws ProblemError `editing/unsent` */
  close(id: string, discard: boolean): Promise<void>;
  prepareDrag(server: string, paths: readonly string[], signal: AbortSignal): Promise<string[]>;
  /** Ends what is under way. Copies without changes are removed, others kept for the next start. */
  dispose(): Promise<void>;
}

export function createEditing(options: {
  host: Host;
  connections: FileConnections;
  transfers: Transfers;
}): Editing {
  return new Room(options);
}

class Room implements Editing {
  readonly list = new StateFeed<readonly EditEntry[]>([]);
  readonly #edits = new Map<string, Edit>();
  readonly #ending = new AbortController();
  readonly #needs: EditNeeds;
  readonly #drags;
  readonly #ready: Promise<void>;
  readonly #timer: NodeJS.Timeout;

  constructor(options: {
    host: Host;
    connections: FileConnections;
    transfers: Transfers;
  }) {
    const { host, connections } = options;
    const root = join(host.paths.data, 'editing');
    const log = host.log.scoped('editing');
    const journal = openJournal(root, (file) => log.warn('left an unreadable record', { file }));
    this.#needs = {
      ...{ host, connections, journal, log, signal: this.#ending.signal },
      changed: () => this.#publish(),
    };
    const dragRoot = join(host.paths.data, 'drag');
    this.#drags = createDrags({ ...options, root: dragRoot });
    this.#ready = this.#restore(dragRoot).catch((error: unknown) => {
      log.error('earlier edits could not be read', { error: String(error) });
    });
    this.#timer = setInterval(() => void this.#lookAround(), lookMs);
    this.#timer.unref();
  }

  async open(server: string, path: string, signal: AbortSignal): Promise<string> {
    await this.#ready;
    const known = [...this.#edits.values()].find(
      ({ entry }) => entry.server === server && entry.path === path,
    );
    if (known) {
      if (known.entry.state.kind !== 'fetching') await known.show();
      return known.entry.id;
    }
    const remoteName = lastName(path);
    const local = localNameFor(remoteName, process.platform);
    if ('refused' in local) {
      throw new ProblemError(editProblem({ what: 'program', path, extension: local.refused }));
    }
    const id = randomUUID();
    const state = { kind: 'fetching' } as const;
    const edit = new Edit(this.#needs, { id, server, path, name: remoteName, state }, local.name);
    this.#edits.set(id, edit);
    this.#publish();
    const either = anySignal(signal, this.#ending.signal);
    try {
      await mkdir(this.#needs.journal.folderOf(id), { recursive: true, mode: 0o700 });
      await edit.fetch(either.signal);
      await edit.show();
      return id;
    } catch (error) {
      await this.#forget(id);
      throw error;
    } finally {
      either.release();
    }
  }

  async save(id: string): Promise<void> {
    await this.#find(id).save();
  }

  async resolve(id: string, choice: 'mine' | 'theirs' | 'both'): Promise<void> {
    await this.#find(id).resolve(choice);
  }

  async close(id: string, discard: boolean): Promise<void> {
    const edit = this.#find(id);
    if (!discard && (await edit.hasChanges())) {
      throw new ProblemError(editProblem({ what: 'unsent', path: edit.entry.path }));
    }
    await this.#forget(id);
  }

  prepareDrag(server: string, paths: readonly string[], signal: AbortSignal): Promise<string[]> {
    return this.#ready.then(() => this.#drags.prepare(server, paths, signal));
  }

  async dispose(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#ready;
    for (const edit of [...this.#edits.values()]) {
      await edit.idle();
      // What cannot be read to tell is kept too.
      const keep = await edit.hasChanges().catch(() => true);
      if (!keep) await this.#needs.journal.forget(edit.entry.id);
    }
    await this.#drags.dispose();
  }

  async #restore(dragRoot: string): Promise<void> {
    await rm(dragRoot, { recursive: true, force: true });
    for (const found of await this.#needs.journal.read()) await this.#restoreOne(found);
    this.#publish();
  }

  async #restoreOne(found: EditRecord): Promise<void> {
    const { id, server, path, localName, baseline, pid } = found;
    const problem = editProblem({ what: 'not-sent', server, path });
    const name = lastName(path);
    const entry: EditEntry = {
      id,
      server,
      path,
      name,
      state: { kind: 'failed', problem, retrying: false },
    };
    const edit = new Edit(this.#needs, entry, localName, baseline);
    const isThere = await edit.isThere();
    // One that cannot be read to tell may have some.
    const changed = isThere && (await edit.hasChanges().catch(() => true));
    // A copy that is gone holds nothing that could be lost.
    if (!isThere || (!changed && pid !== process.pid)) {
      await this.#needs.journal.forget(id);
      return;
    }
    // Only the worker was replaced: the editor is still open.
    if (!changed) edit.entry = { ...entry, state: { kind: 'open', savedAt: null } };
    await edit.settle();
    this.#edits.set(id, edit);
  }

  async #lookAround(): Promise<void> {
    const now = performance.now();
    for (const edit of this.#edits.values()) {
      edit.look(now).catch((error: unknown) => {
        this.#needs.log.warn('a copy could not be looked at', { error: String(error) });
      });
    }
  }

  #find(id: string): Edit {
    const edit = this.#edits.get(id);
    if (!edit) throw new ProblemError(editProblem({ what: 'unknown' }));
    return edit;
  }

  async #forget(id: string): Promise<void> {
    const edit = this.#edits.get(id);
    this.#edits.delete(id);
    this.#publish();
    await edit?.idle();
    await this.#needs.journal.forget(id);
  }

  #publish(): void {
    this.list.set([...this.#edits.values()].map(({ entry }) => entry));
  }
}
