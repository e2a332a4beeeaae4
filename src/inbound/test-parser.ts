import type { Account } from '../accounts/account.ts';
import { toTimestamp } from '../clock.ts';
import { parsePayload } from './json.ts';

/** What became of a sample; the field names are those of the public contract. */
export interface ParserTest {
  success: boolean;
  platform_type: string;
  test_payload: unknown;
  parsed_events: number;
  events: { event_id: string; event_type: string; timestamp: string }[];
  error?: string;
}

/** Sends a signed sample of the account's platform through signature check and parser; stores nothing. */
export function testParser(account: Account, now: number): ParserTest {
  const { platform } = account;
  const [secret = ''] = account.secrets;
  const sample = platform.samplePayload({ external_id: account.externalId ?? account.id, secret }, now);
  const payload = parsePayload(sample.body);
  const signed = platform.verify(Buffer.from(sample.body), new Headers(sample.headers), account.secrets);
  const { items, problems } = platform.parse(payload);
  const [problem] = problems;
  return {
    success: signed && problems.length === 0 && items.length > 0,
    platform_type: platform.name,
    test_payload: payload,
    parsed_events: items.length,
    events: items.map((item) => ({
      event_id: item.key,
      event_type: item.kind,
      timestamp: toTimestamp(item.occurred_at),
    })),
    ...(!signed && { error: 'The sample’s signature was not accepted.' }),
    ...(problem && { error: `${problem.path}: ${problem.message}` }),
  };
}
