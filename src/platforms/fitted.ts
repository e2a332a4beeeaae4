import type { OutboundContent } from '../conversations/content.ts';

/** What a platform makes of a content before anything is queued. */
export type Fitted =
  | { ok: true; parts: OutboundContent[]; notes: string[] }
  | {
      ok: false;
      field: string;
      reason: string;
      fix: string;
      /** What was exceeded, where it is a number: `{ most: 20, unit: 'characters' }`. */
      limit?: { most?: number; least?: number; unit: string };
      /** The platform's page that says so. */
      page?: string;
    };

/** Why a content cannot be sent. */
export type Refusal = Extract<Fitted, { ok: false }>;
