import { CloseButton, Group, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { useMay } from '../../session/session.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { textOf } from '../content/text.ts';
import type { Conversation } from '../list/filter.ts';
import type { Message } from '../thread/thread.ts';
import { useWords } from '../words.ts';
import { AttachmentList } from './attachment-list.tsx';
import { ChoicesEditor } from './choices-editor.tsx';
import classes from './composer.module.css';
import { Suggestion } from './suggestion.tsx';
import { TemplatePicker } from './template-picker.tsx';
import { type Tool, Toolbar } from './toolbar.tsx';
import { type Composing, useComposer } from './use-composer.ts';
import { VerdictLine } from './verdict.tsx';

interface ComposerProps {
  conversation: Conversation;
  answering: Message | null;
  /** It was sent, or is no longer an answer to that message. */
  onAnswered: () => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
}

/** Writes to the person: knows what the channel takes, until when, and what it costs. */
export function Composer(props: ComposerProps) {
  // Whoever may not send is shown no place to write.
  return useMay('send') ? <OpenComposer {...props} /> : null;
}

function OpenComposer({ conversation, answering, onAnswered, inputRef }: ComposerProps) {
  const [tool, setTool] = useState<Tool | null>(null);
  const [draftId, setDraftId] = useState<string | null>(null);
  const composing = useComposer({ conversation, answering, draftId }, () => {
    onAnswered();
    setTool(null);
    setDraftId(null);
  });
  const { files, verdict, submit, text, setText, editError } = composing;
  return (
    <div className={classes.composer}>
      <VerdictLine verdict={verdict} />
      <Suggestion
        conversationId={conversation.id}
        onEdit={(id, draft) => {
          setDraftId(id);
          setText(draft);
          inputRef.current?.focus();
        }}
      />
      {answering && <Answering message={answering} onCancel={onAnswered} />}
      <AttachmentList attachments={files.attachments} onRemove={files.remove} />
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
      {editError && <ProblemNotice error={editError} />}
      <Field composing={composing} inputRef={inputRef} />
      <Toolbar composing={composing} tool={tool} onTool={setTool} />
    </div>
  );
}

function Answering({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const say = useWords();
  return (
    <Group gap="xs" wrap="nowrap" className={classes.answering}>
      <Text size="sm" truncate flex={1}>
        {say('answering')} {textOf(message.content)}
      </Text>
      <CloseButton size="sm" aria-label={say('cancel')} onClick={onCancel} />
    </Group>
  );
}

function Field({ composing, inputRef }: { composing: Composing } & Pick<ComposerProps, 'inputRef'>) {
  const say = useWords();
  const { text, write, files, mayWrite, excess, submitText } = composing;
  return (
    <Textarea
      ref={inputRef}
      size="sm"
      autosize
      minRows={2}
      maxRows={10}
      aria-label={say('write')}
      placeholder={say(mayWrite ? 'send_hint' : 'only_template')}
      value={text}
      onChange={({ currentTarget }) => write(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (!isSendKey(event)) return;
        event.preventDefault();
        submitText();
      }}
      onPaste={({ clipboardData }) => files.add(clipboardData.files)}
      error={excess && say('characters_over', { count: excess.over, what: say(excess.beyond) })}
    />
  );
}

/** Enter alone; while Thai or Chinese is being composed it belongs to the letters. */
function isSendKey({ key, shiftKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !shiftKey && !nativeEvent.isComposing;
}
