/** What editing must leave alone, over the texts of the corpus and every server in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerDraft } from '../../../../preload/contract/servers';
import { tokenize } from '../config/tokenize';
import { corpus } from '../same-as-ssh/corpus';
import { blocksOf, dropBlock, putBlock, restoreBlock, takeBlock } from './edit-blocks';

const awkward = [
  '# head\n\nHost a # mine\n\tHostName=a.lab   # the old box\n\tPort = 22\t# why\n  # inner\n  Weird "open\n  User bob\n  User never\n  IdentityFile /k\n  IdentityFile /l\n\n# tail\nMatch host x\n Port 1\n',
  'Host a\r\n  HostName a.lab\r\n  Port 22 # p\r\n  User bob\r\n  IdentityFile /k\r\n\r\nHost b\r\n  Port 9',
];
const texts = [
  ...awkward,
  ...corpus.flatMap(({ config, files }) => [config, ...Object.values(files ?? {})]),
].map((text) => Buffer.from(text, 'utf8').toString('latin1'));

const draft: ServerDraft = {
  name: 'a',
  host: 'a.lab',
  port: 22,
  user: 'bob',
  identityFile: '/k',
  proxyJump: '',
};

test('saving what is there already changes no byte', () => {
  for (const text of awkward) assert.equal(putBlock(text, draft, 'a'), text);
});

test('an edit changes its value alone, and back again every byte is as before', () => {
  for (const text of awkward) {
    const edited = putBlock(text, { ...draft, port: 2200, host: 'b.lab' }, 'a');
    const lines = edited.split('\n');
    const changed = text.split('\n').filter((line, at) => line !== lines[at]);
    assert.equal(changed.length, 2, edited);
    assert.match(edited, /Port[ =]+2200[ \t]+# \w+\r?\n/, 'the comment stays');
    assert.equal(putBlock(edited, draft, 'a'), text);
  }
});

test('a removed server comes back to the byte, in every text of the corpus', () => {
  let removed = 0;
  for (const text of texts) {
    for (const { patterns } of blocksOf(text.split('\n'))) {
      const taken = takeBlock(text, patterns[0] ?? '');
      if (!taken) continue;
      removed += 1;
      assert.equal(restoreBlock(dropBlock(text, taken.name), taken), text);
    }
  }
  assert.ok(removed > 60, String(removed));
});

test('an edit keeps every line that is not its own, in every text of the corpus', () => {
  const own = new Set(['host', 'hostname', 'user', 'port', 'identityfile', 'proxyjump']);
  const others = (text: string): string[] =>
    text.split('\n').filter((line) => {
      const read = tokenize(line);
      return (
        read.kind === 'fault' ||
        (read.kind === 'directive' && !own.has(read.keyword)) ||
        line.trim().startsWith('#')
      );
    });
  for (const text of texts.filter((each) => each !== '')) {
    for (const { patterns } of blocksOf(text.split('\n'))) {
      // A name that no text has.
      const changed = { ...draft, name: 'renamed', proxyJump: 'gate' };
      const edited = putBlock(text, changed, patterns[0]);
      assert.deepEqual(others(edited), others(text));
      assert.equal(putBlock(edited, changed, 'renamed'), edited, 'twice is once');
    }
  }
});
