import { ActionIcon, Button, CloseButton, Group, Text, Textarea, Tooltip } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import IconListCheck from '@tabler/icons-react/icons/IconListCheck';
import IconPaperclip from '@tabler/icons-react/icons/IconPaperclip';
import IconSend from '@tabler/icons-react/icons/IconSend';
import IconTemplate from '@tabler/icons-react/icons/IconTemplate';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { useMay, useSession } from '../../session/session.ts';
import { textOf } from '../content/text.ts';
import type { Conversation } from '../list/filter.ts';
import type { Message } from '../thread/thread.ts';
import { useWords } from '../words.ts';
import { AttachmentList } from './attachment-list.tsx';
import { contentsOf, useAttachments } from './attachments.ts';
import { ChoicesEditor } from './choices-editor.tsx';
import classes from './composer.module.css';
import { useDraft } from './draft.ts';
import { excessOf, takes } from './limits.ts';
import { type Sending, send } from './outbox.ts';
import { TemplatePicker } from './template-picker.tsx';
import { useVerdict, VerdictLine } from './verdict.tsx';

// Platforms show the sign for some 20 seconds.
const typingMs = 10_000;

/** Writes to the person: knows what the channel takes, until when, and what it costs. */
export function Composer({
  conversation,
  answering,
  onAnswered,
  inputRef,
}: {
  conversation: Conversation;
  answering: Message | null;
  onAnswered: () => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
}) {
  const say = useWords();
  const { id, platform: platformName } = conversation;
  const author = useSession().member === null ? 'api' : 'human';
  const [text, setText] = useDraft(id);
  const { attachments, add, remove, clear } = useAttachments();
  const [tool, setTool] = useState<'template' | 'choices' | null>(null);
  const { data: platforms } = useQuery(reading('GET /api/v1/platforms'));
  const platform = platforms?.data.find(({ name }) => name === platformName);
  const verdict = useVerdict(id, author);
  const mayWrite = verdict?.verdict !== 'refused' && verdict?.verdict !== 'with_template';
  const excess = excessOf(platform, text);
  const isUploading = attachments.some(({ mediaId, error }) => mediaId === null && error === null);
  const maySubmit =
    mayWrite &&
    !isUploading &&
    excess?.beyond !== 'refused' &&
    (text.trim() !== '' || attachments.length > 0);
  const submit = (contents: readonly Sending['content'][]) => {
    for (const content of contents) {
      send(id, { content, author, ...(answering && { reply_to: answering.id }) });
    }
    onAnswered();
    setTool(null);
  };
  const submitText = () => {
    if (!maySubmit) return;
    const trimmed = text.trim();
    submit(attachments.length > 0 ? contentsOf(attachments, trimmed) : [{ type: 'text', text: trimmed }]);
    setText('');
    clear();
  };
  const tellTyping = useTyping(id);
  const maySend = useMay('send');
  if (!maySend) return null;
  return (
    <div className={classes.composer}>
      <VerdictLine verdict={verdict} />
      {answering && (
        <Group gap="xs" wrap="nowrap" className={classes.answering}>
          <Text size="sm" truncate flex={1}>
            {say('answering')} {textOf(answering.content)}
          </Text>
          <CloseButton size="sm" aria-label={say('cancel')} onClick={onAnswered} />
        </Group>
      )}
      <AttachmentList attachments={attachments} onRemove={remove} />
      {tool === 'template' && (
        <TemplatePicker conversation={conversation} onSend={(content) => submit([content])} />
      )}
      {tool === 'choices' && (
        <ChoicesEditor
          text={text}
          onSend={(content) => {
            submit([content]);
            setText('');
          }}
        />
      )}
      <Textarea
        ref={inputRef}
        size="sm"
        autosize
        minRows={2}
        maxRows={10}
        aria-label={say('write')}
        placeholder={mayWrite ? say('send_hint') : say('only_template')}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          tellTyping();
        }}
        onKeyDown={(event) => {
          if (isSendKey(event)) {
            event.preventDefault();
            submitText();
          }
        }}
        onPaste={({ clipboardData }) => add(clipboardData.files)}
        error={excess && say('characters_over', { count: excess.over, what: say(excess.beyond) })}
      />
      <Group justify="space-between" gap="xs">
        <Group gap={4}>
          {takes(platform, 'file') || takes(platform, 'image') ? <AttachButton onFiles={add} /> : null}
          {verdict?.templates && (
            <ToolButton
              label={say('template')}
              isOpen={tool === 'template'}
              onClick={() => setTool(tool === 'template' ? null : 'template')}
            >
              <IconTemplate size={17} stroke={1.6} />
            </ToolButton>
          )}
          {takes(platform, 'choices') && (
            <ToolButton
              label={say('choices')}
              isOpen={tool === 'choices'}
              onClick={() => setTool(tool === 'choices' ? null : 'choices')}
            >
              <IconListCheck size={17} stroke={1.6} />
            </ToolButton>
          )}
        </Group>
        <Button leftSection={<IconSend size={15} />} disabled={!maySubmit} onClick={submitText}>
          {say('send')}
        </Button>
      </Group>
    </div>
  );
}

/** Enter alone; while Thai or Chinese is being composed it belongs to the letters. */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}

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

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const say = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ToolButton label={say('attach')} onClick={() => input.current?.click()}>
        <IconPaperclip size={17} stroke={1.6} />
      </ToolButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={say('attach')}
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function ToolButton({
  label,
  isOpen,
  onClick,
  children,
}: {
  label: string;
  isOpen?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon size="md" aria-label={label} aria-pressed={isOpen} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
