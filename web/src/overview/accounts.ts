import type { AnswerOf } from '../../../src/client/index.ts';

/** A connected account. */
export type Account = AnswerOf<'GET /api/v1/accounts'>['data'][number];
