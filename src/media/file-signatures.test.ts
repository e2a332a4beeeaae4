import { describe, expect, it } from 'vitest';
import { fileNameFor, isShownInline, typeOfFile } from './file-signatures.ts';

const bytes = {
  jpeg: Buffer.from('\xff\xd8\xff\xe0', 'latin1'),
  png: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  webp: Buffer.from('RIFF\0\0\0\0WEBPVP8L', 'latin1'),
  pdf: Buffer.from('%PDF-1.7'),
  ogg: Buffer.from('OggS\0'),
  mp4: Buffer.from('\0\0\0\x18ftypmp42', 'latin1'),
  m4a: Buffer.from('\0\0\0\x18ftypM4A ', 'latin1'),
  zip: Buffer.from('PK\x03\x04', 'latin1'),
  page: Buffer.from('\n<!-- by hand -->\n<!DOCTYPE html><html>'),
  text: Buffer.from('Hello'),
};

describe('the type of a file', () => {
  it.each<[string, string | undefined, Buffer, string]>([
    ['is what the bytes show when nobody says', undefined, bytes.webp, 'image/webp'],
    [
      'is what the bytes show when the word says nothing',
      'application/octet-stream',
      bytes.pdf,
      'application/pdf',
    ],
    ['is unknown when neither tells', undefined, bytes.text, 'application/octet-stream'],
    ['is as declared, with its parameters', 'audio/ogg; codecs=opus', bytes.ogg, 'audio/ogg; codecs=opus'],
    ['is as declared where the bytes tell nothing', 'text/plain', bytes.text, 'text/plain'],
    ['is a picture of another kind', 'image/jpeg', bytes.png, 'image/png'],
    ['is no picture', 'image/png', bytes.pdf, 'application/pdf'],
    ['is a page', 'image/png', bytes.page, 'text/html'],
    ['is a page, though a document was declared', 'application/pdf', bytes.page, 'text/html'],
    ['is as declared in a container', 'audio/mp4', bytes.mp4, 'audio/mp4'],
    ['is a film as declared, in the container of sound', 'video/mp4', bytes.m4a, 'video/mp4'],
    ['is made of another type', 'application/vnd.ms-excel', bytes.zip, 'application/vnd.ms-excel'],
  ])('%s', (_what, declared, head, type) => expect(typeOfFile(declared, head)).toBe(type));

  it.each([
    ['image/png', true],
    ['audio/ogg; codecs=opus', true],
    ['video/mp4', true],
    ['image/svg+xml', false],
    ['text/html', false],
    ['application/pdf', false],
  ])('%s is shown by browsers: %s', (type, shown) => expect(isShownInline(type)).toBe(shown));

  it('gives a name to what has none', () => {
    expect(fileNameFor('01', 'image/jpeg')).toBe('01.jpg');
    expect(fileNameFor('01', 'application/x-odd')).toBe('01');
  });
});
