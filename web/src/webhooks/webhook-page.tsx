import { Anchor, Button, Code, Group, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { AnswerOf } from '../../../src/client/index.ts';
import { platformName } from '../accounts/platform-mark.tsx';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { fullTime } from '../language/times.ts';
import { DataTable } from '../shell/data-table.tsx';
import { tell, tellFailure } from '../shell/notices.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { Verdict } from './webhooks-page.tsx';
import { useWords } from './words.ts';

type WebhookRecord = AnswerOf<'GET /api/v1/webhooks/log/{id}'>;

/** One request of a platform: what it said, what was found in it, and what became of it. */
export function WebhookPage() {
  const say = useWords();
  const { id } = useParams({ from: '/webhooks/$id' });
  const { data, error, refetch } = useQuery(reading('GET /api/v1/webhooks/log/{id}', { params: { id } }));
  return (
    <Page title={say('one')} actions={<Replay id={id} />}>
      <Anchor component={Link} to="/webhooks" size="sm">
        {say('back')}
      </Anchor>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Facts record={data} />}
    </Page>
  );
}

function Replay({ id }: { id: string }) {
  const say = useWords();
  const replay = useActing('POST /api/v1/webhooks/log/{id}/replay', [
    'GET /api/v1/webhooks/log',
    'GET /api/v1/webhooks/log/{id}',
  ]);
  const run = () =>
    replay.mutate(
      { params: { id } },
      {
        onSuccess: ({ accepted, duplicates, problems }) =>
          tell(say('replayed', { accepted, duplicates, problems })),
        onError: tellFailure,
      },
    );
  return (
    <Button variant="default" onClick={run} loading={replay.isPending}>
      {say('replay')}
    </Button>
  );
}

function Facts({ record }: { record: WebhookRecord }) {
  const say = useWords();
  return (
    <>
      <Group gap="sm">
        <Verdict result={record.result} />
        <Text size="sm">
          {platformName(record.platform)} · {fullTime(record.received_at)}
        </Text>
      </Group>
      {record.error && <Text size="sm">{record.error}</Text>}
      <Items record={record} />
      <Title order={2}>{say('body')}</Title>
      {record.body === null ? (
        <Text size="sm" c="dimmed">
          {say('no_body')}
        </Text>
      ) : (
        <Code block tabIndex={0} mah={480} style={{ overflow: 'auto' }}>
          {readable(record.body)}
        </Code>
      )}
      <Title order={2}>{say('headers')}</Title>
      <Code block tabIndex={0} style={{ overflow: 'auto' }}>
        {Object.entries(record.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      </Code>
    </>
  );
}

function Items({ record: { items } }: { record: WebhookRecord }) {
  const say = useWords();
  if (items.length === 0) return null;
  return (
    <DataTable
      label={say('items')}
      minWidth={640}
      columns={[say('kind'), say('outcome'), say('conversation'), say('key')]}
    >
      {items.map((item) => (
        <Table.Tr key={item.position}>
          <Table.Td>{item.kind}</Table.Td>
          <Table.Td>
            {item.result}
            {item.error && (
              <Text size="xs" c="dimmed">
                {item.error}
              </Text>
            )}
          </Table.Td>
          <Table.Td>
            {item.conversation_id && (
              <Anchor size="sm" href={`/inbox/${item.conversation_id}`}>
                {say('conversation')}
              </Anchor>
            )}
          </Table.Td>
          <Table.Td>
            <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {item.key}
            </Text>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

/** JSON with a line for each field; anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
