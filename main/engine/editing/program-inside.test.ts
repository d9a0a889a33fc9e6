import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsProgram } from './program-inside';

const zip = (name: string, extra = '') => {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, Buffer.from(name + extra, 'latin1')]);
};

test('programs are known by their first bytes, whatever they are called', () => {
  const programs = [
    Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
    Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'),
    Buffer.from('cffaedfe07000001', 'hex'),
    Buffer.from('cafebabe00000034', 'hex'),
    Buffer.from('4c0000000114020000000000', 'hex'),
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    zip('META-INF/MANIFEST.MF'),
    zip('a.class', '\xfe\xca\0\0'),
  ];
  for (const head of programs) assert.ok(holdsProgram(head), head.toString('latin1'));
});

test('texts, pictures and documents are none', () => {
  const harmless = [
    Buffer.alloc(0),
    Buffer.from('M'),
    Buffer.from('MZ is the mark of a program.\n'),
    Buffer.from('#!/bin/sh\necho\n'),
    Buffer.from('\ufefftext', 'utf16le'),
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.from('%PDF-1.7'),
    Buffer.from('PK\x03\x04'),
    zip('[Content_Types].xml'),
    zip('mimetype'),
  ];
  for (const head of harmless) assert.ok(!holdsProgram(head), head.toString('latin1'));
});
