import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../errors.ts';
import { explainError } from './errors.ts';

// One or more codes of every class in Meta's list.
const kinds: [codes: number[], kind: FailureKind][] = [
  [[0, 102, 104, 190], 'credentials'],
  [[3, 10, 200, 299, 131005], 'permission'],
  [[4, 17, 32, 613, 80007, 80008, 130429, 131048, 131208], 'rate_limited'],
  [[131056], 'pair_limited'],
  [
    [33, 368, 131031, 131037, 131042, 131045, 131064, 133005, 133010, 133015, 134011, 136025],
    'account_blocked',
  ],
  [[131047], 'window_closed'],
  [[130403, 130472, 130497, 131020, 131021, 131026, 131030, 131049, 131050, 137000], 'recipient_unreachable'],
  [
    [131063, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 134102],
    'template_rejected',
  ],
  [[131014, 131052, 131053], 'media_rejected'],
  [
    [100, 131008, 131009, 131051, 131055, 131062, 131201, 132068, 135000, 138006, 139100, 147003, 2388001],
    'content_rejected',
  ],
  [[803, 2500], 'not_found'],
  [[1, 2, 131000, 131016, 131057, 132069, 133004, 134101, 2494100], 'temporary'],
  [[424242], 'unknown'],
];
const codes = kinds.flatMap(([list, kind]) => list.map((code) => [code, kind] as const));

describe('explainError', () => {
  it.each(codes)('%i is %s', (code, kind) => {
    const failure = explainError({ status: 400, body: { error: { code, message: 'words' } } });
    expect(failure).toMatchObject({ kind, code: String(code), message: 'words' });
  });

  it('names the subcode of a token error', () => {
    const failure = explainError({
      status: 401,
      body: { error: { code: 190, error_subcode: 463, message: '' } },
    });
    expect(failure).toMatchObject({ kind: 'credentials', code: '190/463' });
  });

  it('reads errors of statuses', () => {
    const body = {
      code: 131049,
      title: 'Withheld',
      error_data: { details: 'To keep the ecosystem healthy' },
    };
    expect(explainError({ body })).toMatchObject({
      kind: 'recipient_unreachable',
      code: '131049',
      message: 'Withheld – To keep the ecosystem healthy',
    });
  });

  it('passes on waits that Meta names', () => {
    expect(explainError({ body: { code: 134101, message: '' } }).retry_after_ms).toBe(600_000);
    expect(explainError({ body: { code: 131047, message: '' } })).not.toHaveProperty('retry_after_ms');
  });
});
