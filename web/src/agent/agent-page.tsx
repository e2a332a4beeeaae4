import { Anchor, Badge, Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PlatformMark } from '../accounts/platform-mark.tsx';
import { reading } from '../api/reading.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { elapsed } from '../language/times.ts';
import { Moment } from '../shell/moment.tsx';
import { RowList } from '../shell/row-list.tsx';
import { Page } from '../shell/states.tsx';
import { Approvals } from './approvals.tsx';
import { costOf } from './cost.ts';
import { useWords } from './words.ts';

type Run = RowOf<'GET /api/v1/agent/runs'>;
type Decision = NonNullable<Run['decision']>;

/** What can come of a run, as the list can be narrowed to it. */
const decisions = [
  ...['replied', 'suggested', 'handed_over', 'silent', 'overtaken', 'failed', 'analysed'],
] as const satisfies readonly Decision[];

const colours: Readonly<Record<Decision, string>> = {
  replied: 'green',
  suggested: 'sea',
  handed_over: 'yellow',
  silent: 'gray',
  overtaken: 'gray',
  rehearsed: 'gray',
  analysed: 'sea',
  failed: 'red',
};

/** What the agent waits for, what it did, and the way to its settings. */
export function AgentPage() {
  const say = useWords();
  const [decision, setDecision] = useState<Decision | null>(null);
  const rows = useRows('GET /api/v1/agent/runs', decision ? { query: { decision } } : {});
  return (
    <Page title={say('title')}>
      <Approvals />
      <Accounts />
      <Group justify="space-between">
        <Title order={2}>{say('runs')}</Title>
        <Select
          aria-label={say('decision')}
          placeholder={say('all')}
          data={decisions.map((value) => ({ value, label: say(value) }))}
          value={decision}
          onChange={(value) => setDecision(decisions.find((one) => one === value) ?? null)}
          clearable
          w={180}
        />
      </Group>
      <RowList
        rows={rows}
        label={say('runs')}
        minWidth={860}
        columns={[
          ...[say('when'), say('kind'), say('decision'), say('reason')],
          ...[say('model'), say('tokens'), say('cost'), say('took')],
        ]}
        empty={{ title: say('no_runs'), hint: say('no_runs_hint') }}
      >
        {(run) => <RunLine key={run.id} run={run} />}
      </RowList>
    </Page>
  );
}

function Accounts() {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  return (
    <Stack gap="xs">
      <Title order={2}>{say('accounts')}</Title>
      <Group gap="lg">
        {data?.data.map(({ id, name, platform }) => (
          <Anchor key={id} component={Link} to={`/agent/${id}`}>
            <PlatformMark platform={platform} name={name} />
          </Anchor>
        ))}
      </Group>
    </Stack>
  );
}

const kinds = ['analysis', 'reply', 'replay', 'evaluation'] as const;

function RunLine({ run }: { run: Run }) {
  const say = useWords();
  const kind = kinds.find((one) => one === run.kind);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/agent/runs/${run.id}`}>
          <Moment at={run.started_at} />
        </Anchor>
      </Table.Td>
      <Table.Td>{kind ? say(kind) : run.kind}</Table.Td>
      <Table.Td>
        <RunDecision run={run} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" lineClamp={2}>
          {run.reason}
        </Text>
      </Table.Td>
      <Table.Td>{run.model ?? '–'}</Table.Td>
      <Table.Td>{(run.input_tokens + run.output_tokens).toLocaleString()}</Table.Td>
      <Table.Td>{costOf(run.cost_micros) ?? say('unknown_price')}</Table.Td>
      <Table.Td>{run.latency_ms === null ? '–' : elapsed(run.latency_ms)}</Table.Td>
    </Table.Tr>
  );
}

/** What came of a run, or that it still goes on. */
export function RunDecision({ run: { decision, state } }: { run: Pick<Run, 'decision' | 'state'> }) {
  const say = useWords();
  if (decision === null)
    return <Badge color="yellow">{say(state === 'waiting' ? 'waiting' : 'running')}</Badge>;
  return <Badge color={colours[decision]}>{say(decision)}</Badge>;
}
