import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import IconRobot from '@tabler/icons-react/icons/IconRobot';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { onEvents } from '../../live/feed.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { ContentView } from '../content/content-view.tsx';
import { textOf } from '../content/text.ts';
import { useWords } from '../words.ts';
import classes from './composer.module.css';

const name = 'GET /api/v1/suggestions';
const changes = new Set([
  'reply.suggested',
  'suggestion.decided',
  'message.received',
  'conversation.handover',
]);

/** What the agent would answer: to send, to change first, or to refuse. */
export function Suggestion({
  conversationId,
  onEdit,
}: {
  conversationId: string;
  /** The draft is to be changed before it is sent. */
  onEdit: (id: string, draft: string) => void;
}) {
  const say = useWords();
  const suggestion = useSuggestion(conversationId);
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ id, verdict }: { id: string; verdict: 'accept' | 'reject' }) =>
      hub.request(`POST /api/v1/suggestions/{id}/${verdict}`, { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: [name] }),
  });
  if (!suggestion) return null;
  const { id, contents } = suggestion;
  return (
    <Paper
      component="section"
      withBorder
      p="xs"
      className={classes.suggestion}
      aria-label={say('suggestion')}
    >
      <Stack gap={6}>
        <Group gap={6}>
          <IconRobot size={15} stroke={1.6} />
          <Text size="xs" fw={600}>
            {say('suggestion')}
          </Text>
        </Group>
        {contents.map((content) => (
          <ContentView key={JSON.stringify(content)} content={content} />
        ))}
        {decide.error && <ProblemNotice error={decide.error} />}
        <Group gap="xs">
          <Button loading={decide.isPending} onClick={() => decide.mutate({ id, verdict: 'accept' })}>
            {say('accept')}
          </Button>
          <Button variant="default" onClick={() => onEdit(id, contents.map(textOf).join('\n\n'))}>
            {say('edit')}
          </Button>
          <Button variant="default" onClick={() => decide.mutate({ id, verdict: 'reject' })}>
            {say('refuse')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** The draft that waits for a person in a conversation, live. */
function useSuggestion(id: string) {
  const queries = useQueryClient();
  const { data } = useQuery(reading(name, { query: { conversation_id: id, state: 'open', limit: 1 } }));
  useEffect(
    () =>
      onEvents((events) => {
        if (events.some(({ type, conversation_id }) => conversation_id === id && changes.has(type))) {
          void queries.invalidateQueries({ queryKey: [name] });
        }
      }),
    [id, queries],
  );
  return data?.data[0];
}
