import { Anchor, Button, Group, Select, Table, Title } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { costOf } from '../agent/cost.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Moment } from '../shell/moment.tsx';
import { tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { Page } from '../shell/states.tsx';
import { Results } from './results.tsx';
import { useWords } from './words.ts';

type Run = RowOf<'GET /api/v1/agent/evaluations/{name}/runs'>;

// Questions are put one after the other, each some seconds long.
const lookEveryMs = 1000;

/** One set of questions: run for an account, and what came of it. */
export function EvaluationPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const { name } = useParams({ from: '/evaluations/$name' });
  const rows = useRows('GET /api/v1/agent/evaluations/{name}/runs', { params: { name } });
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? rows.rows?.find(({ state }) => state === 'done')?.id ?? null;
  const isRunning = rows.rows?.some(({ state }) => state === 'running') ?? false;
  const { start, stop } = useInterval(rows.retry, lookEveryMs);
  useEffect(() => {
    if (isRunning) start();
    return stop;
  }, [isRunning, start, stop]);
  return (
    <Page title={name} actions={mayAct && <RemoveButton name={name} />}>
      <Anchor component={Link} to="/evaluations" size="sm">
        {say('back')}
      </Anchor>
      {mayAct && <RunForm name={name} />}
      <Title order={2}>{say('runs')}</Title>
      <RowList
        rows={rows}
        label={say('runs')}
        minWidth={640}
        columns={[say('when'), say('score'), say('facts'), say('cost')]}
        empty={{ title: say('no_runs') }}
      >
        {(run) => <RunLine key={run.id} run={run} onChoose={() => setChosen(run.id)} />}
      </RowList>
      {shown && <Results name={name} id={shown} />}
    </Page>
  );
}

function RunForm({ name }: { name: string }) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const run = useActing('POST /api/v1/agent/evaluations/{name}/run', [
    'GET /api/v1/agent/evaluations/{name}/runs',
  ]);
  const [chosen, setChosen] = useState<string | null>(null);
  const account = chosen ?? data?.data[0]?.id;
  if (!account) return null;
  return (
    <Group align="flex-end">
      <Select
        label={say('account')}
        data={data?.data.map(({ id, name: label }) => ({ value: id, label })) ?? []}
        value={account}
        onChange={setChosen}
        allowDeselect={false}
        w={280}
      />
      <Button
        loading={run.isPending}
        onClick={() =>
          run.mutate({ params: { name }, body: { account_id: account } }, { onError: tellFailure })
        }
      >
        {say('run')}
      </Button>
    </Group>
  );
}

function RemoveButton({ name }: { name: string }) {
  const say = useWords();
  const navigate = useNavigate();
  const remove = useActing('DELETE /api/v1/agent/evaluations/{name}', ['GET /api/v1/agent/evaluations']);
  return (
    <ConfirmButton
      label={say('remove')}
      question={say('remove_question', { name })}
      isBusy={remove.isPending}
      onConfirm={() =>
        remove.mutate(
          { params: { name } },
          { onError: tellFailure, onSuccess: () => void navigate({ to: '/evaluations' }) },
        )
      }
    />
  );
}

function RunLine({ run: { state, score, created_at }, onChoose }: { run: Run; onChoose: () => void }) {
  const say = useWords();
  const { expected, forbidden } = score;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component="button" type="button" onClick={onChoose}>
          <Moment at={created_at} />
        </Anchor>
      </Table.Td>
      <Table.Td>
        {state === 'running' ? say('running') : say('passed', { passed: score.passed, of: score.questions })}
      </Table.Td>
      <Table.Td>{say('held', { held: expected.held, of: expected.of, said: forbidden.said })}</Table.Td>
      <Table.Td>{costOf(score.cost_micros) ?? say('unknown_price')}</Table.Td>
    </Table.Tr>
  );
}
