import { createHmac } from 'node:crypto';

/** The account that every benchmark connects, and what signs its webhooks. */
export const number = {
  platform: 'whatsapp',
  name: 'Bench',
  credentials: { access_token: 't', phone_number_id: '106540352242922', app_secret: 'bench-secret' },
};

const people = 1000;

/** Whole HTTP requests, each another message of one of a thousand people; `run` makes their ids unique. */
export function requestsFor(webhook: URL, count: number, run: string | number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const body = JSON.stringify(payload(`wamid.${run}-${index}`, index % people));
    const { app_secret } = number.credentials;
    const signature = createHmac('sha256', app_secret).update(body).digest('hex');
    const head = [
      `POST ${webhook.pathname} HTTP/1.1`,
      `host: ${webhook.host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-hub-signature-256: sha256=${signature}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

function payload(id: string, person: number) {
  const from = `668${String(person).padStart(8, '0')}`;
  const { phone_number_id } = number.credentials;
  const metadata = { display_phone_number: '15550783881', phone_number_id };
  const contacts = [{ profile: { name: `Person ${person}` }, wa_id: from, user_id: `TH.${person}` }];
  const text = { body: 'Is the blue one still available in size M? I would take two.' };
  const messages = [{ from, from_user_id: `TH.${person}`, id, timestamp: '1795467000', type: 'text', text }];
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  };
}
