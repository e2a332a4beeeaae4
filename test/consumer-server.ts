import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A delivery as it came. */
export interface Delivered {
  headers: IncomingHttpHeaders;
  text: string;
  body: {
    id: string;
    type: string;
    cursor: string;
    conversation_id: string | null;
    data?: { message?: { platform_message_id: string | null; content: { text?: string } } };
  } & Record<string, unknown>;
}

/** How a consumer answers: a status, or more. */
export type Answering =
  | number
  | { status: number; headers?: Record<string, string>; text?: string }
  | 'hang up'
  | 'say nothing';

/** A business's endpoint. */
export interface ConsumerServer {
  url: string;
  /** Everything that came, in order, whatever it was answered. */
  came: Delivered[];
  /** What was taken: each event once, in the order of its first success. */
  taken(): Delivered[];
  /** Sets how the next deliveries are answered. */
  answer(decide: (delivered: Delivered) => Answering): void;
  stop(): Promise<void>;
}

/** Starts an endpoint on a free port that takes everything until it is told otherwise. */
export async function startConsumer(): Promise<ConsumerServer> {
  let decide: (delivered: Delivered) => Answering = () => 200;
  const came: Delivered[] = [];
  const taken = new Map<string, Delivered>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const delivered: Delivered = { headers: request.headers, text, body: JSON.parse(text) };
    came.push(delivered);
    const answer = decide(delivered);
    if (answer === 'say nothing') return;
    if (answer === 'hang up') {
      request.socket.destroy();
      return;
    }
    const {
      status,
      headers = {},
      text: body = '',
    } = typeof answer === 'number' ? { status: answer } : answer;
    const id = String(request.headers['webhook-id']);
    if (status < 300 && !taken.has(id)) taken.set(id, delivered);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    came,
    taken: () => [...taken.values()],
    answer(next) {
      decide = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
