import { Anchor, Badge, Button, Group, Paper, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { Empty, Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Rehearsal = AnswerOf<'POST /api/v1/agent/playground'>;

/** One thing that was said: by the customer, or what the agent would have made of it. */
type Said =
  | { author: 'customer'; key: number; text: string }
  | { author: 'agent'; key: number; rehearsal: Rehearsal };

/** Talks with an agent as a customer would; nothing of it is sent. */
export function PlaygroundPage() {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const [chosen, setChosen] = useState<string | null>(null);
  const account = chosen ?? data?.data[0]?.id ?? null;
  return (
    <Page title={say('title')}>
      <Text size="sm" c="dimmed">
        {say('hint')}
      </Text>
      {!data && <Loading />}
      {data?.data.length === 0 && <Empty title={say('none')} />}
      {account && (
        <>
          <Select
            label={say('account')}
            data={data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            value={account}
            onChange={setChosen}
            allowDeselect={false}
            maw={320}
          />
          <Talk key={account} account={account} />
        </>
      )}
    </Page>
  );
}

function Talk({ account }: { account: string }) {
  const say = useWords();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [text, setText] = useState('');
  const ask = useActing('POST /api/v1/agent/playground', ['GET /api/v1/agent/runs']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next: readonly Said[] = [...said, { author: 'customer', key: said.length, text }];
    setSaid(next);
    setText('');
    ask.mutate(
      { body: { account_id: account, messages: next.flatMap(messageOf) } },
      { onSuccess: (rehearsal) => setSaid([...next, { author: 'agent', key: next.length, rehearsal }]) },
    );
  };
  return (
    <Stack gap="sm" maw={760}>
      <Stack gap="sm" aria-live="polite">
        {said.map((one) => (
          <Line key={one.key} said={one} />
        ))}
      </Stack>
      {ask.error && <ProblemNotice error={ask.error} />}
      <form onSubmit={submit}>
        <Stack gap="xs">
          <Textarea
            label={say('write')}
            required
            autosize
            minRows={2}
            maxLength={4000}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Group gap="xs">
            <Button type="submit" loading={ask.isPending}>
              {say('ask')}
            </Button>
            <Button variant="default" onClick={() => setSaid([])} disabled={said.length === 0}>
              {say('anew')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

/** What the agent is told of it; where it would have said nothing, there is nothing to tell. */
function messageOf(said: Said): { speaker: 'customer' | 'agent'; text: string }[] {
  if (said.author === 'customer') return [{ speaker: 'customer', text: said.text }];
  return said.rehearsal.text === null ? [] : [{ speaker: 'agent', text: said.rehearsal.text }];
}

function Line({ said }: { said: Said }) {
  const say = useWords();
  if (said.author === 'customer') {
    return (
      <Paper withBorder p="sm">
        <Text size="xs" c="dimmed">
          {say('customer')}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {said.text}
        </Text>
      </Paper>
    );
  }
  const { decision, reason, text, citations, run_id } = said.rehearsal;
  return (
    <Paper withBorder p="sm" bg="var(--mine)">
      <Group gap="xs">
        <Text size="xs">{say('agent')}</Text>
        <Badge color={decision === 'reply' ? 'green' : 'yellow'}>{say(decision)}</Badge>
        <Anchor component={Link} size="xs" to={`/agent/runs/${run_id}`}>
          {say('run')}
        </Anchor>
      </Group>
      {text !== null && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {text}
        </Text>
      )}
      <Text size="xs">{reason}</Text>
      {citations.length > 0 && (
        <Text size="xs">
          {say('sources')}: {citations.map(({ title }) => title).join(', ')}
        </Text>
      )}
    </Paper>
  );
}
