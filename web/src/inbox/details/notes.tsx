import { ActionIcon, Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import IconTrash from '@tabler/icons-react/icons/IconTrash';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { fullTime } from '../../language/times.ts';
import { onEvents } from '../../live/feed.ts';
import { useMay } from '../../session/session.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import classes from '../thread/thread.module.css';
import { useWords } from '../words.ts';

type Note = AnswerOf<'GET /api/v1/conversations/{id}/notes'>['data'][number];

const name = 'GET /api/v1/conversations/{id}/notes';

/** What colleagues wrote about a conversation; nothing of it is ever sent. */
export function Notes({ conversationId: id }: { conversationId: string }) {
  const say = useWords();
  const mayAct = useMay('inbox');
  const queries = useQueryClient();
  const { data } = useQuery(reading(name, { params: { id }, query: { limit: 100 } }));
  const [text, setText] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      hub.request('POST /api/v1/conversations/{id}/notes', { params: { id }, body: { text: text.trim() } }),
    onSuccess: () => setText(''),
  });
  useEffect(
    () =>
      onEvents((events) => {
        const isNews = events.some(
          ({ type, conversation_id }) => conversation_id === id && type.startsWith('note.'),
        );
        if (isNews) void queries.invalidateQueries({ queryKey: [name] });
      }),
    [id, queries],
  );
  return (
    <Stack gap="xs">
      <Title order={3}>{say('notes')}</Title>
      {data?.data.map((note) => (
        <NoteView key={note.id} note={note} mayDelete={mayAct} />
      ))}
      {mayAct && (
        <>
          <Textarea
            autosize
            minRows={2}
            aria-label={say('add_note')}
            placeholder={say('note_hint')}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          {error && <ProblemNotice error={error} />}
          <Button
            variant="default"
            disabled={text.trim() === ''}
            loading={isPending}
            onClick={() => mutate()}
          >
            {say('add_note')}
          </Button>
        </>
      )}
    </Stack>
  );
}

function NoteView({ note, mayDelete }: { note: Note; mayDelete: boolean }) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/members', { query: { limit: 200 } }));
  const author = data?.data.find(({ id }) => id === note.author.member_id)?.name;
  const { conversation_id: id, id: note_id } = note;
  const remove = useMutation({
    mutationFn: () =>
      hub.request('DELETE /api/v1/conversations/{id}/notes/{note_id}', { params: { id, note_id } }),
  });
  return (
    <div className={classes.note}>
      <Text size="sm">{note.text}</Text>
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {[author, fullTime(note.created_at)].filter(Boolean).join(' · ')}
        </Text>
        {mayDelete && (
          <ActionIcon size="xs" aria-label={say('delete_note')} onClick={() => remove.mutate()}>
            <IconTrash size={13} stroke={1.6} />
          </ActionIcon>
        )}
      </Group>
    </div>
  );
}
