/** A quiet reporter: one line a test file, all of a failure, every skip with its reason. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

export default async function* report(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const output = new Map();
  for await (const { type, data } of source) {
    // A file's own entry stands for the process, not for a test.
    const isFile = data.nesting === 0 && data.name?.endsWith('.mjs');
    const isSuite = data.details?.type === 'suite';
    if (type === 'test:stderr' || type === 'test:stdout') {
      const lines = output.get(data.file) ?? [];
      lines.push(data.message);
      output.set(data.file, lines.slice(-200));
      if (process.env.LABMATE_TEST_VERBOSE) yield data.message;
    } else if (type === 'test:pass' && isFile) {
      yield `ok ${basename(data.name)} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`;
    } else if (type === 'test:pass' && !isSuite) {
      if (data.skip !== undefined) {
        counts.skipped += 1;
        yield `  skipped: ${data.name}: ${data.skip === true ? '' : data.skip}\n`;
      } else {
        counts.passed += 1;
        if (process.env.LABMATE_TEST_VERBOSE) yield `  ok ${data.name}\n`;
      }
    } else if (type === 'test:fail') {
      const error = data.details?.error;
      const cause = error?.cause ?? error;
      const aggregate = error?.failureType === 'subtestsFailed';
      if (!aggregate) {
        counts.failed += 1;
        yield `FAILED ${data.name}\n  ${(cause?.stack ?? String(cause)).replaceAll('\n', '\n  ')}\n`;
      }
      if (isFile) {
        const lines = (output.get(data.file) ?? []).join('');
        if (lines) yield `  output of ${basename(data.name)}:\n${lines}\n`;
      }
    } else if (type === 'test:diagnostic' && data.nesting > 0) {
      yield `  ${data.message}\n`;
    }
  }
  if (process.env.LABMATE_TEST_RESULT) {
    writeFileSync(process.env.LABMATE_TEST_RESULT, JSON.stringify(counts));
  }
}
