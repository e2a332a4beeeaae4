/** The kinds of media a message can hold. */
export const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** One of {@link mediaKinds}. */
export type MediaKind = (typeof mediaKinds)[number];

/** A file as far as the rules look at it. */
export interface CheckedFile {
  mime_type: string;
  bytes: Uint8Array;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * File types and sizes per kind of message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
const rules: Record<MediaKind, { types: readonly string[]; longest(file: CheckedFile): number }> = {
  image: { types: ['image/jpeg', 'image/png'], longest: () => 5 * mebibyte },
  video: { types: ['video/mp4', 'video/3gpp'], longest: () => 16 * mebibyte },
  audio: {
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    longest: () => 16 * mebibyte,
  },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    longest: () => 100 * mebibyte,
  },
  sticker: { types: ['image/webp'], longest: (file) => (isAnimated(file) ? 500 : 100) * kibibyte },
};

/** An animated WebP has an `ANIM` chunk near its beginning. */
function isAnimated(file: CheckedFile): boolean {
  return Buffer.from(file.bytes.subarray(0, 64)).includes('ANIM');
}

/** A file type without its parameters. */
export function plainType(mimeType: string): string {
  return mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Why a file does not fit a kind of message; null when it does. */
export function mediaProblem(kind: MediaKind, file: CheckedFile): string | null {
  const { types, longest } = rules[kind];
  const type = plainType(file.mime_type);
  if (!types.includes(type)) return `${type || 'A file without type'} cannot be sent as ${kind}.`;
  const limit = longest(file);
  return file.bytes.length > limit
    ? `The file has ${file.bytes.length} bytes, ${kind} allows ${limit}.`
    : null;
}

/** Why a file may not be uploaded at all; null when some kind of message takes it. */
export function uploadProblem(file: CheckedFile): string | null {
  const problems = mediaKinds.map((kind) => mediaProblem(kind, file));
  if (problems.includes(null)) return null;
  // The kind that takes the type complains about the size, which is the more useful complaint.
  return (
    problems.find((one) => one?.startsWith('The file')) ?? `${file.mime_type} is not a supported file type.`
  );
}
