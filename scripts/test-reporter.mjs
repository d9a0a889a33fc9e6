/**
 * A quiet reporter: one line a test file, all of a failure, every skip with its reason.
 *
 * Counts what Node's own summary lets pass: a file without any test, a skipped suite. The counts are
 * written after every event, so that a run that is killed still tells how far it came.
 */
import { writeFileSync } from 'node:fs';

/** Counts and texts of one run; `take` answers with the lines to print for an event. */
class Tally {
  counts = { passed: 0, failed: 0, skipped: 0 };
  #files = new Map();

  take({ type, data }) {
    if (type === 'test:stderr' || type === 'test:stdout') return this.#output(data);
    if (type === 'test:pass') return this.#pass(data);
    if (type === 'test:fail') return this.#fail(data);
    if (type === 'test:diagnostic') return this.#diagnostic(data);
    return '';
  }

  get files() {
    return [...this.#files].map(([path, { tests, failed, skipped }]) => ({
      ...{ path, failed, skipped },
      passed: tests - skipped,
    }));
  }

  /** What a test says, and warnings (an error after a test's end); not Node's own totals. */
  #diagnostic(data) {
    return data.nesting > 0 || /^(warning|error)/i.test(data.message) ? `  ${data.message}\n` : '';
  }

  /** The same file goes by its bundle's name and, through source maps, by its own. */
  #file(path) {
    const key = sourceName(path ?? '?');
    const known = this.#files.get(key);
    if (known) return known;
    const fresh = { tests: 0, failed: 0, skipped: 0, ms: 0, lines: [] };
    this.#files.set(key, fresh);
    return fresh;
  }

  #output(data) {
    const file = this.#file(data.file);
    file.lines.push(data.message);
    if (file.lines.length > 200) file.lines.shift();
    return process.env.LABMATE_TEST_VERBOSE ? data.message : '';
  }

  #pass(data) {
    // A file's own entry stands for its process. When it passes, no test in it was reported.
    if (isFile(data)) return this.#noTests(data);
    const file = this.#file(data.file);
    if (data.nesting === 0) file.ms += data.details?.duration_ms ?? 0;
    const isSuite = data.details?.type === 'suite';
    const reason = data.skip ?? data.todo;
    if (reason !== undefined) return this.#skip(file, data.name, reason, isSuite);
    if (isSuite) return '';
    file.tests += 1;
    this.counts.passed += 1;
    return process.env.LABMATE_TEST_VERBOSE ? `  ok ${data.name}\n` : '';
  }

  #skip(file, name, reason, isSuite) {
    file.tests += 1;
    file.skipped += 1;
    this.counts.skipped += 1;
    const why = reason === true ? 'no reason given' : reason;
    return `  skipped: ${name}${isSuite ? ' (the whole suite)' : ''}: ${why}\n`;
  }

  #noTests(data) {
    this.#file(data.name); // `finish` counts it.
    return '';
  }

  #fail(data) {
    const error = data.details?.error;
    // A test that is known to fail yet (`todo`) is no failure in Node either.
    if (data.todo !== undefined) return this.#skip(this.#file(data.file), data.name, 'todo', false);
    // Its failed subtests were counted one by one.
    const file = this.#file(isFile(data) ? data.name : data.file);
    if (data.nesting === 0) file.ms += data.details?.duration_ms ?? 0;
    if (error?.failureType === 'subtestsFailed' && !isFile(data)) return '';
    this.counts.failed += 1;
    file.failed += 1;
    const cause = error?.cause ?? error;
    const detail =
      error?.failureType === 'cancelledByParent' ? 'cancelled' : (cause?.stack ?? String(cause));
    const name = isFile(data) ? sourceName(data.name) : data.name;
    let text = `FAILED ${name}\n  ${detail.replaceAll('\n', '\n  ')}\n`;
    if (isFile(data) && file.lines.length > 0) {
      text += `  output of ${name}:\n${file.lines.join('')}\n`;
      file.lines = [];
    }
    return text;
  }

  /** One line a file; the output of those that failed. A file without a test is a failure. */
  finish() {
    let text = '';
    for (const [path, file] of this.#files) {
      if (path === '?') continue;
      if (file.tests === 0 && file.failed === 0) {
        file.failed = 1;
        this.counts.failed += 1;
        text += `FAILED ${path}: no test in this file was run\n`;
      }
      const skipped = file.skipped > 0 ? `, ${file.skipped} skipped` : '';
      const tests = `${file.tests} test${file.tests === 1 ? '' : 's'}${skipped}`;
      const state = file.failed > 0 ? `FAILED (${file.failed})` : 'ok';
      text += `${state} ${path} (${tests}, ${(file.ms / 1000).toFixed(1)} s)\n`;
      if (file.failed > 0 && file.lines.length > 0) {
        text += `  its output:\n${file.lines.join('')}\n`;
      }
    }
    return text;
  }
}

/** Those with a failure, with what was counted in each. */
function failedFiles(tally) {
  return tally.files.filter(({ failed }) => failed > 0);
}

function isFile(data) {
  return data.nesting === 0 && /^([A-Z]:)?[\\/].*\.(mjs|tsx?)$/.test(data.name ?? '');
}

/** `main/engine/x.test` for the bundle and for the source. */
function sourceName(path) {
  return path
    .replaceAll('\\', '/')
    .replace(/^.*\/\.cache\/tests\/[^/]+\//, '')
    .replace(`${process.cwd().replaceAll('\\', '/')}/`, '')
    .replace(/\.(mjs|tsx?)$/, '');
}

export default async function* report(source) {
  const tally = new Tally();
  const save = () => {
    if (!process.env.LABMATE_TEST_RESULT) return;
    const result = { ...tally.counts, failedFiles: failedFiles(tally) };
    writeFileSync(process.env.LABMATE_TEST_RESULT, JSON.stringify(result));
  };
  save();
  for await (const event of source) {
    const text = tally.take(event);
    if (event.type === 'test:pass' || event.type === 'test:fail') save();
    if (text) yield text;
  }
  const text = tally.finish();
  save();
  yield text;
}
