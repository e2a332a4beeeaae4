import { Button, Group, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useActing } from '../api/acting.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

/** Teaches the agent a text. */
export function NewText({ onMade }: { onMade: () => void }) {
  const say = useWords();
  const create = useActing('POST /api/v1/agent/knowledge', ['GET /api/v1/agent/knowledge']);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { title, text, tags, format: 'markdown' } }, { onSuccess: onMade });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
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
        {create.error && <ProblemNotice error={create.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {say('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
