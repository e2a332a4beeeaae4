import type { Message } from '../thread/thread.ts';

/** What a message says. */
export type Content = Message['content'];

/** The content of one type. */
export type ContentOf<Type extends Content['type']> = Extract<Content, { type: Type }>;

/** One piece of media. */
export type MediaItem = ContentOf<'image'>['items'][number];

/** Something to tap. */
export type Option = ContentOf<'choices'>['options'][number];

/**
 * Where the browser finds a medium: at this hub by its id, whatever name the hub has for others; else where the platform
 * keeps it.
 */
export function addressOf({ media_id, status, url }: MediaItem): string | null {
  if (media_id !== undefined && status !== 'pending' && status !== 'failed')
    return `/api/v1/media/${media_id}`;
  return media_id === undefined && isWebAddress(url) ? url : null;
}

/** Whether something may be opened as a link: what people send may be made to run instead. */
export function isWebAddress(url: string | null | undefined): url is string {
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** A size in bytes, for people. */
export function sizeInWords(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
