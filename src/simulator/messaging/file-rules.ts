import type { LinkedFile } from '../graph/linked-file.ts';
import { plainType } from '../graph/media-rules.ts';
import type { FileKind } from './bodies/attachments.ts';
import type { MessagingPlatform } from './state.ts';

const mebibyte = 1024 * 1024;

/** Images up to 8 MB, everything else up to 25. https://developers.facebook.com/docs/messenger-platform/reference/send-api */
const longest: Record<FileKind, number> = {
  image: 8 * mebibyte,
  video: 25 * mebibyte,
  audio: 25 * mebibyte,
  file: 25 * mebibyte,
};

/** Messenger names no file types beyond the kind; what is sent as a file may be anything. */
const messengerTypes: Record<FileKind, RegExp> = {
  image: /^image\//,
  video: /^video\//,
  audio: /^audio\//,
  file: /./,
};

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
const instagramTypes: Record<FileKind, RegExp> = {
  image: /^image\/(png|jpeg)$/,
  video: /^video\/(mp4|ogg|x-msvideo|avi|quicktime|webm)$/,
  audio: /^(audio\/(aac|x-aac|mp4|m4a|x-m4a|wav|x-wav|wave)|video\/mp4)$/,
  file: /^application\/pdf$/,
};

/** Why a file does not fit its kind, as the key of a refusal; null when it does. */
export function fileProblem(platform: MessagingPlatform, kind: FileKind, file: LinkedFile): string | null {
  const types = platform === 'messenger' ? messengerTypes : instagramTypes;
  if (!types[kind].test(plainType(file.mime_type))) return '100/2018047';
  if (file.bytes.length <= longest[kind]) return null;
  return platform === 'instagram' && kind === 'image' ? '36000/2207004' : '100/2018109';
}

/** How long Meta waits for the host of a file, in milliseconds. */
export function patienceWith(kind: FileKind): number {
  return kind === 'video' ? 75_000 : 10_000;
}
