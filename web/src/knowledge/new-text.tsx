import { TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { SaveForm } from '../shell/save-form.tsx';
import { useWords } from './words.ts';

/** Teaches the agent a text. */
export function NewText({ onMade }: { onMade: () => void }) {
  const say = useWords();
  const create = useActing('POST /api/v1/agent/knowledge', ['GET /api/v1/agent/knowledge']);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const save = () => {
    create.mutate({ body: { title, text, tags, format: 'markdown' } }, { onSuccess: onMade });
  };
  return (
    <SaveForm label={say('save')} onSave={save} error={create.error} isBusy={create.isPending}>
      <TextInput
        label={say('name')}
        required
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        data-autofocus
      />
      <Textarea
        label={say('text')}
        description={say('text_hint')}
        required
        autosize
        minRows={8}
        maxRows={24}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <TagsInput label={say('tags')} value={tags} onChange={setTags} />
    </SaveForm>
  );
}
