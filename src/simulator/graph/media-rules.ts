/** The kinds of media a message can hold. */
export const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** One of {@link mediaKinds}. */
export type MediaKind = (typeof mediaKinds)[number];

const mebibyte = 1024 * 1024;

/**
 * File types and sizes per kind of message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
const rules: Record<MediaKind, { types: readonly string[]; longest: number }> = {
  image: { types: ['image/jpeg', 'image/png'], longest: 5 * mebibyte },
  video: { types: ['video/mp4', 'video/3gpp'], longest: 16 * mebibyte },
  audio: {
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    longest: 16 * mebibyte,
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
    longest: 100 * mebibyte,
  },
  // 500 KB is for animated stickers; a static one may have 100 KB, which the file type does not tell.
  sticker: { types: ['image/webp'], longest: 500 * 1024 },
};

/** Why a file does not fit a kind of message; null when it does. */
export function mediaProblem(kind: MediaKind, type: string, size: number): string | null {
  const { types, longest } = rules[kind];
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(plain)) return `${plain || 'a file without type'} cannot be sent as ${kind}`;
  return size > longest ? `the file has ${size} bytes, ${kind} allows ${longest}` : null;
}

/** Why a file may not be uploaded at all; null when some kind of message takes it. */
export function uploadProblem(type: string, size: number): string | null {
  const problems = mediaKinds.map((kind) => mediaProblem(kind, type, size));
  if (problems.includes(null)) return null;
  // The kind that takes the type complains about the size, which is the more useful complaint.
  return problems.find((one) => one?.startsWith('the file')) ?? `${type || 'no type'} is not a supported file type`;
}
