/**
 * Small files that would keep the worker busy for minutes or fill its memory: with it every
 * connection, terminal and tunnel would end. Each took that long before its limit was there, so a
 * limit that is lost shows as a test that does not end.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemOf } from '../../kit/outcome';
import { plainText } from './decode';
import { imageOf, pixelsOf } from './image';
import { notebookOf } from './notebook';
import { tableOf } from './table';

describe('drawings', () => {
  const refused = (drawing: string) =>
    assert.throws(
      () => imageOf(Buffer.from(drawing), '/x.svg'),
      (error) => problemOf(error)?.tag === 'files/too-big-to-show',
      drawing.slice(0, 200),
    );

  test('hundreds of thousands of elements and repetitions are told in one pass', () => {
    refused(`<svg><g id="x">${'<use href="#a"/>'.repeat(240_000)}`);
    refused(`<svg>${'<a>'.repeat(1_000_000)}`);
    refused(`<svg>${Array.from({ length: 200_000 }, (_, n) => `<a id="${n}">`).join('')}`);
    refused(`<svg><use ${'x="'.repeat(1_000_000)}`.repeat(2));
  });

  const tower = (use: (target: string) => string) =>
    Array.from({ length: 12 }, (_, n) => `<g id="a${n + 1}">${use(`a${n}`).repeat(10)}</g>`);
  const towerOf = (use: (target: string) => string) =>
    `<svg><g id="a0"><path/></g>${tower(use).join('')}</svg>`;

  test('a tower of repetitions is seen behind every disguise', () => {
    refused(towerOf((id) => `<use href="#${id}"/>`));
    refused(towerOf((id) => `<use data-href="#none" href="#${id}"/>`));
    refused(towerOf((id) => `<use title=">" href="#${id}"/>`));
    refused(towerOf((id) => `<use q:href="&#35;${id}"/>`));
    refused(towerOf((id) => `<use q:href='&#x23;${id}'/>`));
    refused(towerOf((id) => `<!-- " --><use href="#${id}"/><!-- " -->`));
    refused(towerOf((id) => `<use><set attributeName="href" to="#${id}"/></use>`));
    refused(`<!DOCTYPE svg [<!ATTLIST use href CDATA "#a">]>${towerOf(() => '<use/>')}`);
    refused(`<?xml version="1.0" encoding="iso-2022-jp"?>${towerOf(() => '')}`);
    refused('<svg><image href="data:image/svg+xml,%3Csvg%3E"/></svg>');
  });

  test('what is written in comments and quotes repeats nothing', () => {
    const harmless = towerOf(
      (id) => `<!-- <use href="#${id}"/> --><a title='<use href="#${id}"/>'/>`,
    );
    assert.equal(imageOf(Buffer.from(harmless), '/x.svg').content.kind, 'image');
  });
});

describe('pictures', () => {
  test('a GIF whose first frame is larger than its screen counts as large as that', () => {
    const head = 'GIF89a\x01\x00\x01\x00\x80\x00\x00\0\0\0\xff\xff\xff';
    const comment = '!\xfe\x03abc\x00';
    const frame = ',\x00\x00\x00\x00\xff\xff\xff\xff\x00';
    const found = pixelsOf(Buffer.from(head + comment + frame, 'latin1'));
    assert.deepEqual([found?.width, found?.height, found?.tooMany], [65_535, 65_535, true]);
    const torn = pixelsOf(Buffer.from(`${head}!\xfe\xff`, 'latin1'));
    assert.deepEqual([torn?.width, torn?.height], [1, 1]);
  });
});

describe('tables', () => {
  test('quotes and spaces without end are read in one pass', () => {
    const quotes = tableOf(`"${'"a'.repeat(250_000)}${' '.repeat(500_000)},`, ',');
    assert.equal(quotes.rows.length, 1);
    assert.equal(tableOf('"a'.repeat(500_000), ',').rows.length, 1);
    assert.equal(tableOf('"'.repeat(1_000_000), ',').rows.length, 1);
    assert.equal(tableOf(' ,'.repeat(500_000), ',').rows.length, 0);
  });

  test('quotes that stand in the wrong place lose nothing', () => {
    assert.deepEqual(tableOf('"a"b,c"d,"e\nf', ',').rows, [['ab', 'c"d', 'e\nf']]);
    assert.deepEqual(tableOf('a,\n\n ,\n,b\n', ',').rows, [
      ['a', ''],
      ['', 'b'],
    ]);
  });
});

describe('notebooks', () => {
  const outputs = (text: string, count: number) =>
    JSON.stringify({
      cells: Array(Math.ceil(count / 50)).fill({
        cell_type: 'code',
        outputs: Array(50).fill({ output_type: 'stream', text }),
      }),
    });

  test('line ends of every kind are no work', () => {
    assert.equal(plainText('\u2028'.repeat(1_000_000)).length, 1_000_000);
    assert.equal(plainText('\r'.repeat(1_000_000)), '\r');
    assert.equal(plainText('1\r\n\r2\r3\r\n\r'), '1\n3\n');
    const found = notebookOf(outputs('\u2028'.repeat(20_000), 300));
    assert.match(found?.notes.join() ?? '', /very long/);
  });

  test('JSON of millions of objects, lists or names is not taken apart', () => {
    assert.equal(notebookOf(`{"cells":[${'{},'.repeat(6_000_000)}{}]}`), undefined);
    assert.equal(notebookOf(`{"cells":[${'[],'.repeat(6_000_000)}{}]}`), undefined);
    const names = Array.from({ length: 1_000_000 }, (_, n) => `"${n}":1`).join(',');
    assert.equal(notebookOf(`{"cells":[],"x":{${names}}}`), undefined);
  });

  test('many small pictures may not unpack to more than one large one', () => {
    const bytes = Buffer.alloc(33);
    bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    bytes.writeUInt32BE(8_000, 16);
    bytes.writeUInt32BE(8_000, 20);
    const picture = {
      output_type: 'display_data',
      data: { 'image/png': bytes.toString('base64') },
    };
    const found = notebookOf(
      JSON.stringify({ cells: [{ cell_type: 'code', outputs: Array(5).fill(picture) }] }),
    );
    const kinds = found?.cells[0]?.outputs.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['image', 'left-out', 'left-out', 'left-out', 'left-out']);
  });
});
