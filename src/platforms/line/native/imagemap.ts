import { z } from 'zod';
import { most } from '../message-limits.ts';
import { address, list, text, uri, whole } from './rules.ts';

const place = whole(0, 'pixels');
const extent = whole(1, 'pixels');
const area = z.strictObject({ x: place, y: place, width: extent, height: extent });
const label = z.string().optional();

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uri'), label, linkUri: uri, area }),
  z.strictObject({ type: z.literal('message'), label, text: text(most.mapText), area }),
  z.strictObject({ type: z.literal('clipboard'), label, clipboardText: text(most.clipboardText), area }),
]);

/** https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
export const imagemapFields = {
  type: z.literal('imagemap'),
  baseUrl: address,
  altText: text(most.altText),
  // LINE scales every map to this width.
  baseSize: z.strictObject({ width: z.literal(1040), height: extent }),
  actions: list(action, 'actions', most.mapActions, 0),
  video: z
    .strictObject({
      originalContentUrl: address,
      previewImageUrl: address,
      area,
      externalLink: z.strictObject({ linkUri: uri, label: z.string().min(1) }).optional(),
    })
    .optional(),
};
