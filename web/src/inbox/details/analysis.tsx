import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { Conversation } from '../list/filter.ts';
import { type Message, useThread } from '../thread/thread.ts';
import { useWords } from '../words.ts';

type Analysed = NonNullable<Message['analysis']>;

const moods = { positive: 'green', neutral: 'gray', negative: 'orange', angry: 'red' } as const;
const urgencies = { low: 'gray', normal: 'gray', high: 'red' } as const;

/** What the latest message of the person means, as the hub understood it. */
export function AnalysisView({ conversation: { id } }: { conversation: Conversation }) {
  const say = useWords();
  const { messages } = useThread(id);
  const analysis = messages.findLast(({ analysis: found }) => found && saysSomething(found))?.analysis;
  if (!analysis) return null;
  return (
    <Stack gap={6}>
      <Title order={3}>{say('analysis')}</Title>
      {analysis.summary && <Text size="sm">{analysis.summary}</Text>}
      {analysis.transcript && <Text size="sm">„{analysis.transcript}“</Text>}
      <Marks analysis={analysis} />
      {analysis.entities.map(({ type, value }) => (
        <Text key={`${type} ${value}`} size="xs">
          <Text component="span" size="xs" c="dimmed">
            {type.replaceAll('_', ' ')}
          </Text>{' '}
          {value}
        </Text>
      ))}
    </Stack>
  );
}

/** What no model has looked at may say nothing at all. */
function saysSomething({ summary, transcript, intent, language, sentiment, entities }: Analysed): boolean {
  return (
    [summary, transcript, intent, language, sentiment].some((said) => said !== null) || entities.length > 0
  );
}

function Marks({
  analysis: { intent, language, sentiment, urgency, wants_human, spam, abusive },
}: {
  analysis: Analysed;
}) {
  const say = useWords();
  return (
    <Group gap={4}>
      {intent && <Badge>{intent.replaceAll('_', ' ')}</Badge>}
      {language && <Badge color="gray">{language}</Badge>}
      {sentiment && <Badge color={moods[sentiment]}>{sentiment}</Badge>}
      {urgency && urgency !== 'normal' && (
        <Badge color={urgencies[urgency]}>{`${say('urgency')}: ${urgency}`}</Badge>
      )}
      {wants_human && <Badge color="orange">{say('wants_human')}</Badge>}
      {spam && <Badge color="red">spam</Badge>}
      {abusive && <Badge color="red">{say('abusive')}</Badge>}
    </Group>
  );
}
