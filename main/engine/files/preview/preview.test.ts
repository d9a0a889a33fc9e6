import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemOf } from '../../kit/outcome';
import { decodeText, looksBinary, plainText, wholeLines } from './decode';
import { imageOf, looksLikeImage, pixelsOf } from './image';
import { notebookOf } from './notebook';
import { tableOf } from './table';

const whole = { cutStart: false, cutEnd: false };

describe('text', () => {
  test('UTF-8 with and without mark, UTF-16 both ways, and Latin-1 with a note', () => {
    assert.deepEqual(decodeText(Buffer.from('\ufeffgrün'), whole), { text: 'grün', notes: [] });
    const utf16 = Buffer.from('\ufeffgrün', 'utf16le');
    assert.equal(decodeText(utf16, whole).text, 'grün');
    assert.equal(decodeText(Buffer.from(utf16).swap16(), whole).text, 'grün');
    const latin = decodeText(Buffer.from('gr\xfcn', 'latin1'), whole);
    assert.equal(latin.text, 'grün');
    assert.match(latin.notes.join(), /Latin-1/);
    assert.equal(looksBinary(utf16), false);
    assert.equal(looksBinary(Buffer.from('\u001b[32mok\u001b[0m\n')), false);
    assert.equal(looksBinary(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1])), true);
  });

  test('a character torn by the limit is dropped and makes no Latin-1 of it', () => {
    const bytes = Buffer.from('aaaü€');
    const end = decodeText(bytes.subarray(0, bytes.length - 1), { cutStart: false, cutEnd: true });
    assert.deepEqual(end, { text: 'aaaü', notes: [] });
    const start = decodeText(Buffer.from('€b').subarray(1), { cutStart: true, cutEnd: false });
    assert.deepEqual(start, { text: 'b', notes: [] });
    assert.equal(wholeLines('torn\nb\nc', 'start'), 'b\nc');
    assert.equal(wholeLines('a\nb\nto', 'end'), 'a\nb\n');
  });

  test('colours go, and a progress bar stands as it stood last', () => {
    assert.equal(plainText('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x'), 'red x');
    assert.equal(plainText('a\r\n10%\r50%\r100%\nend'), 'a\n100%\nend');
  });
});

describe('pictures', () => {
  const png = (width: number, height: number) => {
    const bytes = Buffer.alloc(33);
    bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };

  test('sizes are read from the heads of every kind', () => {
    assert.deepEqual(pixelsOf(png(3, 4)), {
      mime: 'image/png',
      width: 3,
      height: 4,
      tooMany: false,
    });
    const gif = Buffer.from('GIF89a\x05\x00\x06\x00;', 'latin1');
    assert.equal(pixelsOf(gif)?.width, 5);
    const jpeg = Buffer.from('ffd8ffe000040000ffc0000b080007000901011100ffd9', 'hex');
    assert.deepEqual([pixelsOf(jpeg)?.width, pixelsOf(jpeg)?.height], [9, 7]);
    const webp = Buffer.alloc(30);
    webp.write('RIFF\0\0\0\0WEBPVP8X', 'latin1');
    webp.writeUIntLE(11, 24, 3);
    webp.writeUIntLE(12, 27, 3);
    assert.deepEqual([pixelsOf(webp)?.width, pixelsOf(webp)?.height], [12, 13]);
    const bmp = Buffer.alloc(30);
    bmp.write('BM', 'latin1');
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(14, 18);
    bmp.writeInt32LE(-15, 22);
    assert.deepEqual([pixelsOf(bmp)?.width, pixelsOf(bmp)?.height], [14, 15]);
  });

  test('heads that are cut or lie end the reading, and none hangs', () => {
    for (const whole of [
      png(1, 1),
      Buffer.from('ffd8ffe0000400', 'hex'),
      Buffer.from('RIFF....WEBP'),
    ])
      for (let n = 0; n < whole.length; n += 1) pixelsOf(whole.subarray(0, n));
    assert.equal(pixelsOf(Buffer.from('ffd8ffe00000ffffffffffffffffffff', 'hex')), undefined);
    assert.equal(
      pixelsOf(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(9999, 255)])),
      undefined,
    );
  });

  test('a picture of too many pixels is refused before it is unpacked', () => {
    const refused = (error: unknown) => problemOf(error)?.tag === 'files/too-big-to-show';
    assert.throws(() => imageOf(png(20_000, 20_000), '/x.png'), refused);
    assert.throws(() => imageOf(png(60_000, 1), '/x.png'), refused);
    assert.equal(imageOf(png(10_000, 9_999), '/x.png').content.kind, 'image');
  });

  test('drawings that repeat themselves or grow by entities are refused, plots are not', () => {
    const svg = (inside: string) => Buffer.from(`<?xml version="1.0"?><svg>${inside}</svg>`);
    const refused = (bytes: Buffer) =>
      assert.throws(
        () => imageOf(bytes, '/x.svg'),
        (error) => problemOf(error)?.tag === 'files/too-big-to-show',
      );
    const tower = Array.from(
      { length: 12 },
      (_, n) => `<g id="a${n + 1}">${`<use href="#a${n}"/>`.repeat(10)}</g>`,
    ).join('');
    refused(svg(`<g id="a0"><path/></g>${tower}`));
    refused(svg('<g id="a"><use xlink:href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'));
    refused(Buffer.from('<!DOCTYPE svg [<!ENTITY a "aa">]><svg>&a;</svg>'));
    const plot = `<defs><path id="g"/></defs><g id="t">${'<use xlink:href="#g"/>'.repeat(3000)}</g>`;
    assert.equal(imageOf(svg(plot), '/x.svg').content.kind, 'image');
    assert.equal(looksLikeImage(Buffer.from('<html><body>svg</body></html>')), false);
  });
});

describe('tables', () => {
  test('quotes, line ends and separators', () => {
    assert.deepEqual(tableOf('a,"b\n""x"""\r\n1,2\n', '').rows, [
      ['a', 'b\n"x"'],
      ['1', '2'],
    ]);
    assert.deepEqual(tableOf('a;b\n1;2', '').rows, [
      ['a', 'b'],
      ['1', '2'],
    ]);
    assert.deepEqual(tableOf('a\tb,c', '\t').rows, [['a', 'b,c']]);
  });

  test('a million columns, rows without end and giant cells are cut, and said', () => {
    const wide = tableOf('1,'.repeat(500_000), '');
    assert.equal(wide.rows[0]?.length, 200);
    assert.match(wide.notes.join(), /500,001 columns/);
    const long = tableOf('1,2\n'.repeat(100_000), '');
    assert.equal(long.rows.length, 5_000);
    assert.match(long.notes.join(), /first 5,000 rows/);
    assert.equal(tableOf('x'.repeat(9_000), '').rows[0]?.[0]?.length, 501);
  });
});

describe('notebooks', () => {
  const cell = (outputs: unknown[]) =>
    JSON.stringify({
      nbformat: 4,
      cells: [{ cell_type: 'code', execution_count: 7, source: ['a = 1\n', 'a'], outputs }],
    });
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  test('format 4: sources, texts without colours, pictures; active forms are named and left out', () => {
    const found = notebookOf(
      cell([
        { output_type: 'stream', name: 'stderr', text: ['\u001b[31mbad\u001b[0m\n'] },
        { output_type: 'display_data', data: { 'image/png': `${pixel}\n`, 'text/html': '<b>' } },
        { output_type: 'execute_result', data: { 'text/html': '<script>', 'text/plain': '2' } },
        { output_type: 'display_data', data: { 'application/javascript': 'alert(1)' } },
        { output_type: 'display_data', data: { 'image/png': 'bm90IGEgcGljdHVyZQ==' } },
      ]),
    )?.cells[0];
    assert.equal(found?.source, 'a = 1\na');
    assert.equal(found?.executionCount, 7);
    const kinds = found?.outputs.map((output) =>
      output.kind === 'text' ? output.text : output.kind === 'image' ? output.mime : output.what,
    );
    assert.deepEqual(kinds, [
      ...['bad\n', 'image/png', 'HTML', '2', 'HTML', 'a script'],
      'a picture that is damaged or too large',
    ]);
    assert.ok(!JSON.stringify(found).includes('alert'));
  });

  test('format 3: worksheets, input, prompt number, headings', () => {
    const cells = notebookOf(
      JSON.stringify({
        nbformat: 3,
        worksheets: [
          {
            cells: [
              { cell_type: 'heading', level: 2, source: 'T' },
              {
                ...{ cell_type: 'code', prompt_number: 3, input: ['1'] },
                outputs: [{ output_type: 'pyout', text: ['1'], png: pixel }],
              },
            ],
          },
        ],
      }),
    )?.cells;
    assert.equal(cells?.[0]?.source, '## T');
    assert.equal(cells?.[1]?.executionCount, 3);
    assert.equal(cells?.[1]?.outputs[0]?.kind, 'image');
  });

  test('hostile ones: nested without end, giant strings, wrong types, thousands of cells', () => {
    assert.equal(notebookOf('['.repeat(200_000)), undefined);
    assert.equal(notebookOf('{"cells":'.repeat(50_000)), undefined);
    assert.equal(notebookOf('null'), undefined);
    const odd = notebookOf(
      '{"cells":[null,1,{"cell_type":{},"source":{"x":1},"outputs":"no"},{"cell_type":"code","outputs":[[],null,{"data":[]}]},{"cell_type":"heading","level":1e9}]}',
    );
    assert.equal(odd?.cells.length, 5);
    const big = notebookOf(cell([{ output_type: 'stream', text: 'x'.repeat(5_000_000) }]));
    assert.ok(JSON.stringify(big).length < 40_000);
    const many = notebookOf(
      JSON.stringify({
        cells: Array(2_000).fill({ cell_type: 'raw', source: 'y'.repeat(40_000) }),
      }),
    );
    assert.equal(many?.cells.length, 400);
    assert.ok(JSON.stringify(many).length < 5_000_000);
    assert.match(many?.notes.join() ?? '', /first 400 of 2,000/);
  });
});
