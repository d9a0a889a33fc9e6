/** What lies in the demo's folders from the start: small, believable, made here. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { chance } from '../model/chance';

/** Fills a home folder, with one folder of so many files. */
export function fillHome(home: string, samples: number): void {
  const put = (path: string, data: string | Buffer) =>
    writeFileSync(join(home, path), data, { mode: 0o644 });
  for (const folder of ['project', 'project/configs', 'project/samples', 'runs', 'runs/0412']) {
    mkdirSync(join(home, folder), { mode: 0o755 });
  }
  put('README.md', readme);
  put('project/train.py', trainPy);
  put('project/configs/vit_l16.yaml', 'model: vit_l16\nbatch_size: 256\nlr: 3.0e-4\nepochs: 90\n');
  put('project/explore.ipynb', notebook());
  put('runs/0412/results.csv', results());
  put('runs/0412/train.log', trainLog());
  put('runs/0412/loss.png', curvePng());
  put('.bashrc', '# The demo lab runs no shell; this file is only here to be seen.\n');
  for (let n = 0; n < samples; n += 1) {
    const name = `sample-${String(n).padStart(4, '0')}.txt`;
    put(`project/samples/${name}`, `prompt ${n}: a photo of a lab, seed ${n * 7}\n`);
  }
}

/** Fills the folder that all computers share. */
export function fillShared(folder: string): void {
  mkdirSync(join(folder, 'datasets'), { mode: 0o755 });
  const text = 'This folder is the same on all demo servers.\n';
  writeFileSync(join(folder, 'README.txt'), text, { mode: 0o644 });
  writeFileSync(join(folder, 'datasets/labels.csv'), 'id,label\n1,cat\n2,dog\n3,ünïcödé\n', {
    mode: 0o644,
  });
}

const readme = `# The demo lab

This computer does not exist: Labmate plays it on your own machine, so that you can try everything
without a server. What you upload lies in a scratch folder that goes away with Labmate.

- \`project/\`: a script, a notebook, and a folder with many files
- \`runs/0412/\`: a table, a log and a picture to preview
- \`/scratch\`: shared by all demo servers, and nearly full
`;

const trainPy = `"""Train a vision transformer (an example to look at; the demo lab runs nothing)."""
import argparse

import torch


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--batch-size", type=int, default=128)
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    print(f"training on {device} with {options.config}")


if __name__ == "__main__":
    main()
`;

const lossAt = (step: number) =>
  0.18 + 2.1 * Math.exp(-step / 22) + 0.05 * (chance('loss', step) - 0.5);

function results(): string {
  const rows = ['epoch,train_loss,val_loss,val_accuracy,seconds'];
  for (let epoch = 1; epoch <= 90; epoch += 1) {
    const loss = lossAt(epoch);
    const validation = loss * 1.08 + 0.03;
    const accuracy = 1 - 0.42 * validation;
    const cells = [loss, validation, Math.max(0.02, accuracy)].map((value) => value.toFixed(4));
    rows.push([epoch, ...cells, (412 + 9 * chance('s', epoch)).toFixed(1)].join(','));
  }
  return `${rows.join('\n')}\n`;
}

function trainLog(): string {
  const rows: string[] = [];
  for (let step = 0; step < 600; step += 1) {
    const time = new Date(Date.UTC(2026, 3, 12, 9, 0, step * 7)).toISOString().slice(0, 19);
    rows.push(`${time} step=${step * 50} loss=${lossAt(step / 7).toFixed(4)} lr=3.0e-04`);
  }
  return `${rows.join('\n')}\n`;
}

function notebook(): string {
  const picture = curvePng().toString('base64');
  const cells = [
    {
      cell_type: 'markdown',
      metadata: {},
      source: ['# Loss of run 0412\n', 'A **demo** notebook.'],
    },
    {
      cell_type: 'code',
      execution_count: 1,
      metadata: {},
      source: ['import pandas as pd\n', 'pd.read_csv("../runs/0412/results.csv").val_loss.plot()'],
      outputs: [
        {
          output_type: 'display_data',
          metadata: {},
          data: { 'image/png': picture, 'text/plain': ['<Axes: >'] },
        },
        { output_type: 'stream', name: 'stdout', text: ['best epoch: 88\n'] },
      ],
    },
  ];
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python', version: '3.11.9' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

/** The loss as a picture: a curve on white, 8 bits a channel (PNG, W3C Recommendation, 11.2). */
export function curvePng(width = 480, height = 240): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3), 0xff);
  for (let y = 0; y < height; y += 1) rows[y * (1 + width * 3)] = 0;
  const dot = (x: number, y: number, rgb: readonly number[]) => {
    const at = y * (1 + width * 3) + 1 + x * 3;
    rgb.forEach((value, channel) => {
      rows[at + channel] = value;
    });
  };
  for (let x = 0; x < width; x += 1) {
    for (let line = 1; line < 5; line += 1)
      dot(x, Math.floor((height * line) / 5), [225, 225, 230]);
    const loss = lossAt((x / width) * 90);
    const y = Math.round(height - 12 - (loss / 2.4) * (height - 24));
    for (const dy of [-1, 0, 1]) dot(x, Math.min(height - 1, Math.max(0, y + dy)), [34, 110, 200]);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc(body), body.length + 4);
  return framed;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
