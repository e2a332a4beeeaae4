import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An S3-compatible server with one bucket, which verifies every signature and digest. */
export interface S3Server {
  url: string;
  objects: Map<string, { bytes: Buffer; type: string }>;
  /** Requests it has refused, with the reason. */
  refused: string[];
  close(): Promise<void>;
}

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** Starts a server for the bucket `files`. */
export async function startS3(keys: Keys): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const refused: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    const complaint = complaintAbout(request, bytes, keys);
    if (complaint) {
      refused.push(complaint);
      return answer(response, 403, `<Error><Code>${complaint}</Code></Error>`);
    }
    return serve(objects, request, response, bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, objects, refused },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, status: number, body = ''): ServerResponse {
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

function serve(
  objects: S3Server['objects'],
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
): ServerResponse {
  const key = decodeURIComponent(/^\/files\/(.+)$/.exec(url)?.[1] ?? '');
  const known = objects.get(key);
  if (key === '') return answer(response, 404, '<Error><Code>NoSuchBucket</Code></Error>');
  if (method === 'PUT') {
    objects.set(key, { bytes, type: headers['content-type'] ?? '' });
    return answer(response, 200);
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return answer(response, 204);
  }
  if (!known) return answer(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const part = first === undefined ? known.bytes : known.bytes.subarray(Number(first), Number(last) + 1);
  return response.writeHead(first === undefined ? 200 : 206, { 'content-type': known.type }).end(part);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, step by step. */
function complaintAbout(request: IncomingMessage, bytes: Buffer, keys: Keys): string | null {
  const { headers } = request;
  const authorization = headers.authorization ?? '';
  const [, credential = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const [accessKey, day = '', region = '', service = ''] = credential.split('/');
  if (accessKey !== keys.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== keys.region || service !== 's3') return 'AuthorizationHeaderMalformed';
  const time = String(headers['x-amz-date']);
  const digest = String(headers['x-amz-content-sha256']);
  const names = signed.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name)))
    return 'AccessDenied';
  if (!time.startsWith(day)) return 'AuthorizationHeaderMalformed';
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(bytes)) return 'XAmzContentSHA256Mismatch';
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonical = [
    ...[request.method, path, query],
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    ...['', signed, digest],
  ].join('\n');
  const scope = [day, region, service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${keys.secretAccessKey}`,
  );
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch';
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
