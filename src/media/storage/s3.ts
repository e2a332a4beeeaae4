import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import type { ByteRange, MediaStorage, StoredFile } from './storage.ts';

/** A bucket of S3, or of anything that speaks like it. */
export interface Bucket {
  /** `https://s3.eu-central-1.amazonaws.com`, `http://minio:9000`. */
  endpoint: string;
  region: string;
  name: string;
  /** Before every key: `media/`, or empty. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of short-lived credentials. */
  sessionToken?: string;
}

interface Call {
  method: string;
  headers: Record<string, string>;
  body?: Blob;
}

// For an answer, not for the bytes of it.
const answerMs = 30_000;
// The largest file over a slow line.
const uploadMs = 10 * 60_000;

/** Media as objects of a bucket, which is named in the path: every S3-compatible server understands that. */
export class S3Storage implements MediaStorage {
  readonly #bucket: Bucket;
  readonly #base: string;
  readonly #fetch: typeof fetch;

  constructor(bucket: Bucket, fetchBytes: typeof fetch = fetch) {
    this.#bucket = bucket;
    this.#base = `${bucket.endpoint.replace(/\/+$/, '')}/${bucket.name}/${bucket.prefix}`;
    this.#fetch = fetchBytes;
  }

  async put(key: string, { path, mime_type, sha256 }: StoredFile): Promise<void> {
    // Backed by the file: it is read while it is sent.
    const body = await openAsBlob(path);
    // The storage compares what arrives with the digest.
    const headers = { 'content-type': mime_type, 'x-amz-content-sha256': sha256 };
    const answer = await this.#call(key, { method: 'PUT', headers, body }, uploadMs);
    await this.#refuse(answer, 'PUT');
    await answer.body?.cancel();
    await rm(path, { force: true });
  }

  async read(key: string, range?: ByteRange): Promise<Readable | null> {
    const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {};
    const answer = await this.#call(key, { method: 'GET', headers }, answerMs);
    if (answer.status === 404) return null;
    await this.#refuse(answer, 'GET');
    // The two declarations of web streams are of the same class.
    return answer.body ? Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]) : null;
  }

  async remove(key: string): Promise<void> {
    const answer = await this.#call(key, { method: 'DELETE', headers: {} }, answerMs);
    if (answer.status !== 404) await this.#refuse(answer, 'DELETE');
    await answer.body?.cancel();
  }

  async #call(key: string, call: Call, timeoutMs: number): Promise<Response> {
    const { method, headers, body } = call;
    const url = `${this.#base}${key.split('/').map(encodeURIComponent).join('/')}`;
    const { accessKeyId, secretAccessKey, sessionToken, region } = this.#bucket;
    const keys = { accessKeyId, secretAccessKey, region, ...(sessionToken && { sessionToken }) };
    const signed = await new AwsV4Signer({ ...keys, service: 's3', method, url, headers }).sign();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error('The storage gave no answer.')), timeoutMs);
    try {
      return await this.#fetch(signed.url, {
        ...{ method, headers: signed.headers, redirect: 'manual', signal: limit.signal },
        ...(body && { body }),
      });
    } finally {
      // The time for the answer; its body is read at the pace of whoever reads it.
      clearTimeout(timer);
    }
  }

  /** @throws when the storage has said no; its words name no secret */
  async #refuse(answer: Response, method: string): Promise<void> {
    if (answer.ok) return;
    const text = await answer.text();
    const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
    throw new Error(`The storage answered ${method} with ${answer.status} ${code}.`);
  }
}
