import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a provider got it. */
export interface ModelRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** How a provider answers: with a body, or not at all. */
export type ModelReply =
  | { status?: number; headers?: Record<string, string>; body: unknown }
  | 'hang up'
  | 'break off'
  | 'say nothing';

/** A server that stands where a provider of models does. */
export interface ModelServer {
  url: string;
  came: ModelRequest[];
  /** The next requests get these, in order; without one they are hung up on. */
  queue(...replies: ModelReply[]): void;
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function startModelServer(): Promise<ModelServer> {
  const came: ModelRequest[] = [];
  const replies: ModelReply[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    came.push({ path: request.url ?? '', headers: request.headers, body });
    const reply = replies.shift() ?? 'hang up';
    if (reply === 'say nothing') return;
    if (reply === 'hang up') return void request.socket.destroy();
    if (reply === 'break off') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"candidates":', () => request.socket.destroy());
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so its address is no path.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1beta`,
    came,
    queue: (...more) => void replies.push(...more),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer of Gemini's. */
export function geminiAnswer(
  parts: readonly object[],
  {
    finishReason = 'STOP',
    input = 100,
    output = 20,
  }: { finishReason?: string; input?: number; output?: number } = {},
): ModelReply {
  return {
    body: {
      candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
      usageMetadata: {
        promptTokenCount: input,
        candidatesTokenCount: output,
        totalTokenCount: input + output,
      },
      modelVersion: 'gemini-3.8-flash',
      responseId: 'r1',
    },
  };
}

/** An answer of Gemini's that is text. */
export function geminiText(text: string): ModelReply {
  return geminiAnswer([{ text }]);
}

/** A refusal in the form of Google's APIs. */
export function googleError(
  status: number,
  code: string,
  message: string,
  details: object[] = [],
): ModelReply {
  return { status, body: { error: { code: status, message, status: code, details } } };
}
