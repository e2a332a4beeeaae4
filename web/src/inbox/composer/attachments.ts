import { useState } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { ParleyError } from '../../../../src/client/index.ts';
import { chosenWorkspace } from '../../api/hub.ts';
import type { Sending } from './outbox.ts';

type Medium = AnswerOf<'POST /api/v1/media'>;

/** A file that goes with the next message. */
export interface Attachment {
  key: string;
  file: File;
  /** Of the bytes, from 0 to 1. */
  progress: number;
  mediaId: string | null;
  error: unknown;
}

/** Hands a file to the hub while it is read; tells how far it is. `fetch` cannot tell, so the older way is taken. */
function upload(file: File, onProgress: (progress: number) => void): Promise<Medium> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/media?${new URLSearchParams({ file_name: file.name })}`);
    // A text as such could be sent by any page's form, so the hub takes it only as bytes.
    const isPlain = file.type === '' || file.type.startsWith('text/plain');
    request.setRequestHeader('content-type', isPlain ? 'application/octet-stream' : file.type);
    const workspace = chosenWorkspace();
    if (workspace !== null) request.setRequestHeader('parley-workspace', workspace);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      // The documents of the hub say what it answers.
      if (request.status < 300) resolve(request.response as Medium);
      else reject(new ParleyError(request.response ?? unreachable));
    };
    request.onerror = () => reject(new ParleyError(unreachable));
    request.send(file);
  });
}

const unreachable = {
  ...{ status: 0, code: 'unreachable', retryable: true },
  detail: 'The file did not reach the hub.',
  fix: 'Check the connection and attach it again.',
};

/** The files that go with the next message; they are uploaded as soon as they are chosen. */
export function useAttachments() {
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const patch = (key: string, changes: Partial<Attachment>) =>
    setAttachments((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID();
      setAttachments((all) => [...all, { key, file, progress: 0, mediaId: null, error: null }]);
      upload(file, (progress) => patch(key, { progress })).then(
        ({ media_id }) => patch(key, { mediaId: media_id, progress: 1 }),
        (error: unknown) => patch(key, { error }),
      );
    }
  };
  const remove = (key: string) => setAttachments((all) => all.filter((one) => one.key !== key));
  return { attachments, add, remove, clear: () => setAttachments([]) };
}

function typeOf({ type }: File): 'image' | 'video' | 'audio' | 'file' {
  const [kind] = type.split('/');
  // A drawing may hold scripts; platforms take it as a file at best.
  if (kind === 'image' && !type.includes('svg')) return 'image';
  return kind === 'video' || kind === 'audio' ? kind : 'file';
}

/** What is sent of the files: one message for each, the text with the first one. */
export function contentsOf(attachments: readonly Attachment[], text: string): Sending['content'][] {
  return attachments.flatMap(({ file, mediaId }, index) =>
    mediaId === null
      ? []
      : {
          type: typeOf(file),
          items: [{ media_id: mediaId, file_name: file.name }],
          ...(index === 0 && text !== '' && { text }),
        },
  );
}
