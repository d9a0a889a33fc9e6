import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWords, findEntries, type LogEntry, reportText } from './words';

const entry = (level: LogEntry['level'], text: string, data = ''): LogEntry => ({
  ...{ at: '2026-01-02T03:04:05.678Z', scope: 'app', level, text, data },
});
const entries = [
  entry('debug', 'opened a channel'),
  entry('info', 'connected', '{"server":"gpu1"}'),
  entry('warn', 'refused a new window'),
  entry('error', 'a bug', '{"incident":"A1B2"}'),
];
const texts = (found: LogEntry[]) => found.map(({ text }) => text);

test('a level shows itself and what is graver', () => {
  assert.equal(findEntries(entries, 'debug', '').length, 4);
  assert.deepEqual(texts(findEntries(entries, 'warn', '')), ['refused a new window', 'a bug']);
});

test('every word must be there, in the text, the part or the facts', () => {
  assert.deepEqual(texts(findEntries(entries, 'debug', 'app GPU1')), ['connected']);
  assert.deepEqual(texts(findEntries(entries, 'debug', 'a1b2')), ['a bug']);
  assert.deepEqual(findEntries(entries, 'error', 'gpu1'), []);
});

test('a report says what ran where, then the entries, one a line', () => {
  const about = {
    ...{ version: '1.2.3', electron: '40', chromium: '140', node: '22', platform: 'linux x64' },
    developmentRuntime: null,
  };
  const text = reportText(about, entries);
  assert.match(text, /^Labmate 1\.2\.3 on linux x64\nElectron 40, Chromium 140, Node 22\n\n/);
  assert.match(text, /warn {2}\[app\] refused a new window\n/);
  assert.match(text, /error \[app\] a bug \{"incident":"A1B2"\}\n$/);
  const forged = reportText(undefined, [entry('info', 'a\n2026 error [app] b\u001b[2J\u202e')]);
  assert.match(forged, /a␊2026 error \[app\] b␛\[2J‹U\+202E›\n$/);
  const many = Array.from({ length: 400 }, (_, at) => entry('info', `n${at}`));
  assert.equal(reportText(undefined, many).trim().split('\n').length, 302);
});

test('says how many entries there are, and when older ones were left out', () => {
  assert.equal(countWords(1, 1, 5000), '1 entry');
  assert.equal(countWords(2, 40, 5000), '2 of 40 entries');
  assert.equal(countWords(5000, 5000, 5000), 'The newest 5,000 entries');
  assert.equal(countWords(0, 5000, 5000), '0 of the newest 5,000 entries');
});
