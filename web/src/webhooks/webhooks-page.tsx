import { Anchor, Badge, Select, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PlatformMark, platformName } from '../accounts/platform-mark.tsx';
import { reading } from '../api/reading.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { DataTable } from '../shell/data-table.tsx';
import { Moment } from '../shell/moment.tsx';
import { RowList } from '../shell/row-list.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Webhook = RowOf<'GET /api/v1/webhooks/log'>;
type Result = Webhook['result'];

const results = ['accepted', 'partly', 'unmatched', 'failed', 'erased'] as const satisfies readonly Result[];

const colours = {
  accepted: 'green',
  partly: 'yellow',
  unmatched: 'yellow',
  failed: 'red',
  erased: 'gray',
} as const;

/** The requests that platforms made, latest first. */
export function WebhooksPage() {
  const say = useWords();
  const [result, setResult] = useState<Result | null>(null);
  const rows = useRows('GET /api/v1/webhooks/log', result ? { query: { result } } : {});
  return (
    <Page
      title={say('title')}
      actions={
        <Select
          aria-label={say('result')}
          placeholder={say('all')}
          data={results.map((value) => ({ value, label: say(value) }))}
          value={result}
          onChange={(value) => setResult(results.find((one) => one === value) ?? null)}
          clearable
          w={160}
        />
      }
    >
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={620}
        columns={[say('received'), say('platform'), say('result'), say('items'), say('size')]}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {(webhook) => <WebhookLine key={webhook.id} webhook={webhook} />}
      </RowList>
      <Unmatched />
    </Page>
  );
}

function WebhookLine({ webhook }: { webhook: Webhook }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/webhooks/${webhook.id}`}>
          <Moment at={webhook.received_at} />
        </Anchor>
      </Table.Td>
      <Table.Td>
        <PlatformMark platform={webhook.platform} name={platformName(webhook.platform)} />
      </Table.Td>
      <Table.Td>
        <Verdict result={webhook.result} />
        {webhook.error && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {webhook.error}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{webhook.item_count}</Table.Td>
      <Table.Td>{webhook.size.toLocaleString()}</Table.Td>
    </Table.Tr>
  );
}

/** What was made of a request. */
export function Verdict({ result }: { result: Result }) {
  const say = useWords();
  return <Badge color={colours[result]}>{say(result)}</Badge>;
}

function Unmatched() {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/webhooks/unmatched'));
  if (!data || data.data.length === 0) return null;
  return (
    <>
      <Title order={2}>{say('unmatched_title')}</Title>
      <Text size="sm" c="dimmed">
        {say('unmatched_hint')}
      </Text>
      <DataTable
        label={say('unmatched_title')}
        minWidth={480}
        columns={[say('platform'), say('account'), say('kind'), say('count')]}
      >
        {data.data.map(({ platform, external_id, kind, count }) => (
          <Table.Tr key={`${platform} ${external_id} ${kind}`}>
            <Table.Td>
              <PlatformMark platform={platform} name={platformName(platform)} />
            </Table.Td>
            <Table.Td>{external_id}</Table.Td>
            <Table.Td>{kind}</Table.Td>
            <Table.Td>{count}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    </>
  );
}
