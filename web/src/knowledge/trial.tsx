import { Mark, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { reading } from '../api/reading.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Passage = AnswerOf<'GET /api/v1/agent/knowledge/search'>['data'][number];

// A pause in typing, not every letter.
const typingMs = 300;
// What an answer is made of.
const mostPassages = 5;

/** Asks what the agent would find for a question. */
export function Trial() {
  const say = useWords();
  const [given, setGiven] = useState('');
  const [q] = useDebouncedValue(given.trim(), typingMs);
  const { data, error } = useQuery({
    ...reading('GET /api/v1/agent/knowledge/search', { query: { q, limit: mostPassages } }),
    enabled: q !== '',
  });
  return (
    <Stack gap="xs" maw={760}>
      <TextInput
        placeholder={say('ask')}
        aria-label={say('ask')}
        value={given}
        onChange={({ currentTarget }) => setGiven(currentTarget.value)}
      />
      {error && <ProblemNotice error={error} />}
      {q !== '' && data?.data.length === 0 && <Text size="sm">{say('nothing')}</Text>}
      {q !== '' &&
        data?.data.map((passage) => (
          <Paper key={passage.id} withBorder p="sm">
            <Text size="xs" c="dimmed">
              {[passage.title, passage.heading].filter(Boolean).join(' › ')}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {marked(passage)}
            </Text>
          </Paper>
        ))}
    </Stack>
  );
}

/** The text with what was found in it marked. */
function marked({ text, highlights }: Passage): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const { offset, length } of highlights) {
    parts.push(text.slice(end, offset), <Mark key={offset}>{text.slice(offset, offset + length)}</Mark>);
    end = offset + length;
  }
  return [...parts, text.slice(end)];
}
