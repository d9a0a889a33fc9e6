/**
 * Proves the boundary lint on samples. A sample says in its first line where it would stand, and
 * behind each line that must be refused which rule does it:
 *
 *   // stands at: renderer/files/sample.ts
 *   import { readFileSync } from 'node:fs'; // refused: page/capability
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../find-files.mjs';
import { checkFile } from './check-file.mjs';
import { rooms } from './rules.mjs';

const folder = 'scripts/boundaries/samples';

/** Rules that no room stands for. */
const extraRules = ['computed', 'shell', 'roomless'];

function expectedIn(lines) {
  return lines.flatMap((text, index) => {
    const match = /\/\/ refused: (\S+)\s*$/.exec(text);
    return match ? [`line ${index + 1} by ${match[1]}`] : [];
  });
}

/** What the lint gets wrong about its samples, in sentences; empty when it works. */
export function sampleFaults(projectRoot) {
  const faults = [];
  const proven = new Set();
  for (const sample of findFiles(projectRoot, [folder], (file) => /\.tsx?$/.test(file))) {
    const source = readFileSync(join(projectRoot, sample), 'utf8');
    const place = /^\/\/ stands at: (\S+)/.exec(source)?.[1];
    if (!place) {
      faults.push(`${sample} does not say where it stands`);
      continue;
    }
    const expected = expectedIn(source.split('\n'));
    const found = checkFile(projectRoot, place, source);
    for (const { rule } of found) proven.add(rule);
    const seen = [...new Set(found.map(({ line, rule }) => `line ${line} by ${rule}`))];
    for (const one of expected)
      if (!seen.includes(one)) faults.push(`${sample}: not refused: ${one}`);
    for (const one of seen) if (!expected.includes(one)) faults.push(`${sample}: refused: ${one}`);
  }
  for (const rule of [...rooms.map(({ room }) => room), ...extraRules]) {
    if (!proven.has(rule)) faults.push(`no sample shows that rule ${rule} refuses anything`);
  }
  return faults;
}
