import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it came. */
export interface CalledTool {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed; undefined when there was none. */
  body: unknown;
}

/** How a call is answered. */
export type ToolAnswer =
  | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | 'hang up'
  | 'say nothing';

/** The business's own software, which the agent calls. */
export interface ToolServer {
  url: string;
  /** Everything that came, in order. */
  came: CalledTool[];
  /** Sets how the next calls are answered. */
  answer(decide: (call: CalledTool) => ToolAnswer): void;
  stop(): Promise<void>;
}

/** Starts a tool server on a free port that answers everything with what it was told. */
export async function startToolServer(): Promise<ToolServer> {
  let decide: (call: CalledTool) => ToolAnswer = ({ body }) => ({ json: { got: body ?? null } });
  const came: CalledTool[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = request;
    const call = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) };
    came.push(call);
    const answer = decide(call);
    if (answer === 'say nothing') return;
    if (answer === 'hang up') {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers: more, json, text: plain } = answer;
    const type = plain === undefined ? 'application/json' : 'text/plain';
    response.writeHead(status, { 'content-type': type, ...more }).end(plain ?? JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    came,
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
