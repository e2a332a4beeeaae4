/** What a file begins with, and the type that shows. */
interface Signature {
  type: string;
  matches(head: Buffer): boolean;
}

const begins = (type: string, text: string, at = 0): Signature => {
  const bytes = Buffer.from(text, 'latin1');
  return { type, matches: (head) => head.subarray(at, at + bytes.length).equals(bytes) };
};

const all = (...[first, ...more]: [Signature, ...Signature[]]): Signature => ({
  type: first.type,
  matches: (head) => [first, ...more].every((one) => one.matches(head)),
});

const page: Signature = {
  type: 'text/html',
  matches: (head) =>
    /^\uFEFF?\s*(<!--[\s\S]*?-->\s*)?<(!doctype html|html|head|body)\b/i.test(head.toString('utf8')),
};

// https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern and the following; the first that fits counts.
const signatures: readonly Signature[] = [
  begins('image/jpeg', '\xff\xd8\xff'),
  begins('image/png', '\x89PNG\r\n\x1a\n'),
  begins('image/gif', 'GIF8'),
  all(begins('image/webp', 'WEBP', 8), begins('', 'RIFF')),
  all(begins('audio/wav', 'WAVE', 8), begins('', 'RIFF')),
  begins('application/pdf', '%PDF-'),
  begins('audio/ogg', 'OggS'),
  begins('audio/mpeg', 'ID3'),
  begins('audio/mpeg', '\xff\xfb'),
  begins('audio/aac', '\xff\xf1'),
  begins('audio/amr', '#!AMR'),
  all(begins('audio/mp4', 'M4A ', 8), begins('', 'ftyp', 4)),
  all(begins('video/3gpp', '3gp', 8), begins('', 'ftyp', 4)),
  all(begins('video/quicktime', 'qt  ', 8), begins('', 'ftyp', 4)),
  begins('video/mp4', 'ftyp', 4),
  begins('video/webm', '\x1a\x45\xdf\xa3'),
  begins('application/zip', 'PK\x03\x04'),
  page,
];

// What may hold sound as well as pictures, and what other types are made of.
const containers = new Set([
  'audio/ogg',
  'video/mp4',
  'audio/mp4',
  'video/3gpp',
  'video/webm',
  'application/zip',
]);

/** The type that the first bytes of a file show; undefined when they show none. */
export function typeOfBytes(head: Buffer): string | undefined {
  return signatures.find(({ matches }) => matches(head))?.type;
}

/** A type without its parameters, in lower case. */
export function plainType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * The type of a file: as it was declared, unless the bytes show plainly that it is something else. A container
 * can hold either of what was declared.
 */
export function typeOfFile(declared: string | undefined, head: Buffer): string {
  const shown = typeOfBytes(head);
  const plain = plainType(declared ?? '');
  if (declared === undefined || plain === '' || plain === 'application/octet-stream') {
    return shown ?? 'application/octet-stream';
  }
  if (shown === undefined || containers.has(shown) || shown === plain) return declared;
  const [family] = plain.split('/');
  const isPlainly = ['image', 'audio', 'video'].includes(family ?? '') || shown === 'text/html';
  return isPlainly ? shown : declared;
}

// Pictures, sound and films that browsers show without running anything; SVG can hold scripts.
const shownInline = /^(image\/(?!svg)|audio\/|video\/)/;

/** Whether a browser may show a file of this type, instead of saving it. */
export function isShownInline(type: string): boolean {
  return shownInline.test(plainType(type));
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'text/plain': 'txt',
};

/** A name for a file that has none. */
export function fileNameFor(id: string, type: string): string {
  const extension = extensions[plainType(type)];
  return extension ? `${id}.${extension}` : id;
}
