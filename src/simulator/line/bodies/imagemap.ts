import { z } from 'zod';
import { clusters, httpsUrl, linkUri, units } from './basics.ts';

const pixels = z.number().int().min(0);
const area = z.strictObject({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1) });

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uri'), label: z.string().optional(), linkUri, area }),
  z.strictObject({ type: z.literal('message'), label: z.string().optional(), text: clusters(400), area }),
  z.strictObject({
    type: z.literal('clipboard'),
    label: z.string().optional(),
    clipboardText: units(1000),
    area,
  }),
]);

/** The fields of an imagemap message. https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
export const imagemap = {
  baseUrl: httpsUrl(),
  altText: units(1500),
  baseSize: z.strictObject({ width: z.literal(1040), height: z.number().int().min(1) }),
  actions: z.array(action).max(50),
  video: z
    .strictObject({
      originalContentUrl: httpsUrl(),
      previewImageUrl: httpsUrl(),
      area,
      externalLink: z.strictObject({ linkUri, label: z.string().min(1) }).optional(),
    })
    .optional(),
};
