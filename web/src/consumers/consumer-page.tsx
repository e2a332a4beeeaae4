import { Anchor, Badge, Button, Group, Select, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { Moment } from '../shell/moment.tsx';
import { tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { ConsumerActions } from './consumer-actions.tsx';
import { ConsumerState } from './consumers-page.tsx';
import { useWords } from './words.ts';

type Delivery = RowOf<'GET /api/v1/consumers/{id}/deliveries'>;
type Outcome = Delivery['outcome'];

const outcomes = ['delivered', 'failed', 'dead'] as const satisfies readonly Outcome[];
const colours = { delivered: 'green', failed: 'yellow', dead: 'red' } as const;

/** One endpoint of the business: how it stands, and every try to hand it an event. */
export function ConsumerPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const { id } = useParams({ from: '/consumers/$id' });
  const { data, error, refetch } = useQuery(reading('GET /api/v1/consumers/{id}', { params: { id } }));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page title={data.name} actions={mayAct && <ConsumerActions consumer={data} />}>
      <Anchor component={Link} to="/consumers" size="sm">
        {say('back')}
      </Anchor>
      <Group gap="lg" align="flex-start">
        <ConsumerState consumer={data} />
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {data.url}
        </Text>
        <Text size="sm">
          {say('queued')}: {data.queued.toLocaleString()}
        </Text>
      </Group>
      <Deliveries id={id} mayAct={mayAct} />
    </Page>
  );
}

function Deliveries({ id, mayAct }: { id: string; mayAct: boolean }) {
  const say = useWords();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const rows = useRows('GET /api/v1/consumers/{id}/deliveries', {
    params: { id },
    ...(outcome && { query: { outcome } }),
  });
  return (
    <>
      <Group justify="space-between">
        <Title order={2}>{say('deliveries')}</Title>
        <Select
          aria-label={say('outcome')}
          placeholder={say('all_outcomes')}
          data={outcomes.map((value) => ({ value, label: say(value) }))}
          value={outcome}
          onChange={(value) => setOutcome(outcomes.find((one) => one === value) ?? null)}
          clearable
          w={180}
        />
      </Group>
      <RowList
        rows={rows}
        label={say('deliveries')}
        minWidth={760}
        columns={[say('when'), say('event'), say('attempt'), say('outcome'), say('answer'), say('took'), '']}
        empty={{ title: say('no_deliveries') }}
      >
        {(delivery) => <DeliveryLine key={delivery.id} consumerId={id} delivery={delivery} mayAct={mayAct} />}
      </RowList>
    </>
  );
}

function DeliveryLine({
  consumerId,
  delivery,
  mayAct,
}: {
  consumerId: string;
  delivery: Delivery;
  mayAct: boolean;
}) {
  const say = useWords();
  const redeliver = useActing('POST /api/v1/consumers/{id}/redeliver', [
    'GET /api/v1/consumers/{id}/deliveries',
    'GET /api/v1/consumers/{id}',
  ]);
  const again = () =>
    redeliver.mutate(
      { params: { id: consumerId }, body: { cursor: delivery.event.cursor } },
      { onError: tellFailure },
    );
  return (
    <Table.Tr>
      <Table.Td>
        <Moment at={delivery.created_at} />
      </Table.Td>
      <Table.Td>{delivery.event.type}</Table.Td>
      <Table.Td>{delivery.attempt}</Table.Td>
      <Table.Td>
        <Badge color={colours[delivery.outcome]}>{say(delivery.outcome)}</Badge>
      </Table.Td>
      <Table.Td>
        <Text size="xs" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
          {[delivery.status, delivery.error ?? delivery.answer].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>{delivery.milliseconds} ms</Table.Td>
      <Table.Td>
        {mayAct && delivery.outcome !== 'delivered' && (
          <Button variant="default" onClick={again} loading={redeliver.isPending}>
            {say('again')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
