import { useThrottledCallback } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { useMay, useSession } from '../../session/session.ts';
import type { Conversation } from '../list/filter.ts';
import type { Message } from '../thread/thread.ts';
import { contentsOf, useAttachments } from './attachments.ts';
import { useDraft } from './draft.ts';
import { excessOf } from './limits.ts';
import { type Sending, send } from './outbox.ts';
import { useVerdict } from './verdict.tsx';

// Platforms show the sign for some 20 seconds.
const typingMs = 10_000;

/** What is being written, and what it belongs to. */
interface Composition {
  conversation: Conversation;
  /** The message that is answered. */
  answering: Message | null;
  /** The draft of the agent that is being changed. */
  draftId: string | null;
}

/** What is being written in a conversation, whether it may go, and how it goes. */
export function useComposer({ conversation, answering, draftId }: Composition, onSent: () => void) {
  const { id } = conversation;
  const author = useSession().member === null ? ('api' as const) : ('human' as const);
  const [text, setText] = useDraft(id);
  const files = useAttachments();
  const { data: platforms } = useQuery(reading('GET /api/v1/platforms'));
  const platform = platforms?.data.find(({ name }) => name === conversation.platform);
  const verdict = useVerdict(id, author);
  const mayWrite = verdict?.verdict !== 'refused' && verdict?.verdict !== 'with_template';
  const excess = excessOf(platform, text);
  const tellTyping = useTyping(id);
  const isUploading = files.attachments.some(({ mediaId, error }) => mediaId === null && error === null);
  const hasSomething = text.trim() !== '' || files.attachments.some(({ mediaId }) => mediaId !== null);
  const maySubmit = mayWrite && !isUploading && excess?.beyond !== 'refused' && hasSomething;

  const edit = useMutation({
    mutationFn: ({ draft, words }: { draft: string; words: string }) => {
      const body = { contents: [{ type: 'text' as const, text: words }] };
      return hub.request('POST /api/v1/suggestions/{id}/edit', { params: { id: draft }, body });
    },
    onSuccess() {
      setText('');
      onSent();
    },
  });

  function submit(contents: readonly Sending['content'][]): void {
    for (const content of contents) {
      send(id, { content, author, ...(answering && { reply_to: answering.id }) });
    }
    onSent();
  }

  function submitText(): void {
    if (!maySubmit) return;
    const words = text.trim();
    if (draftId !== null && files.attachments.length === 0) {
      edit.mutate({ draft: draftId, words });
      return;
    }
    submit(
      files.attachments.length > 0 ? contentsOf(files.attachments, words) : [{ type: 'text', text: words }],
    );
    setText('');
    files.clear();
  }

  function write(words: string): void {
    setText(words);
    tellTyping();
  }

  const written = { text, write, setText, excess, submit, submitText, editError: edit.error };
  return { ...written, files, platform, verdict, mayWrite, maySubmit: maySubmit && !edit.isPending };
}

/** What the parts of a composer share. */
export type Composing = ReturnType<typeof useComposer>;

/** Shows the person that an answer is being written, where the platform can; once it cannot, nothing is asked again. */
function useTyping(id: string): () => void {
  const cannot = useRef(false);
  const mayAct = useMay('inbox');
  return useThrottledCallback(() => {
    if (cannot.current || !mayAct) return;
    hub
      .request('POST /api/v1/conversations/{id}/actions', { params: { id }, body: { action: 'typing' } })
      .catch(() => {
        cannot.current = true;
      });
  }, typingMs);
}
