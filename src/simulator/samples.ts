import { crc32, deflateSync } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file a customer sends when the test did not bring one. Sounds and films are only headers. */
export interface Sample {
  bytes: Bytes;
  mime_type: string;
  file_name: string;
}

/** A sample for a kind of message. */
export function sampleFile(kind: string): Sample {
  switch (kind) {
    case 'image':
      return { bytes: png(120, 80, [78, 140, 200]), mime_type: 'image/png', file_name: 'photo.png' };
    case 'sticker':
      return { bytes: webp, mime_type: 'image/webp', file_name: 'sticker.webp' };
    case 'video':
      return { bytes: box('mp42'), mime_type: 'video/mp4', file_name: 'film.mp4' };
    case 'voice':
      return { bytes: ogg, mime_type: 'audio/ogg; codecs=opus', file_name: 'voice.ogg' };
    case 'audio':
      return { bytes: box('M4A '), mime_type: 'audio/mp4', file_name: 'sound.m4a' };
    default:
      return { bytes: pdf, mime_type: 'application/pdf', file_name: 'document.pdf' };
  }
}

/** The smallest lossless WebP: one pixel. */
const webp: Bytes = new Uint8Array(Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'));

/** The first page of an Ogg stream, which names Opus. */
const ogg: Bytes = new Uint8Array(
  Buffer.concat([
    Buffer.from('OggS'),
    Buffer.from([0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 19]),
    Buffer.from('OpusHead'),
    Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]),
  ]),
);

const pdf: Bytes = new Uint8Array(
  Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n' +
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n' +
      'trailer<</Root 1 0 R>>\n%%EOF\n',
  ),
);

/** The file type box every MPEG-4 file begins with. */
function box(brand: string): Bytes {
  const content = Buffer.from(`ftyp${brand}\0\0\0\0${brand}isom`);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length + 4);
  return new Uint8Array(Buffer.concat([size, content]));
}

/** A picture of one colour. */
function png(width: number, height: number, colour: [number, number, number]): Bytes {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits per channel, true colour.
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([signature, ...chunks]));
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([size, named, check]);
}
