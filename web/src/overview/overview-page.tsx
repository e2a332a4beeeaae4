import { Group, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { platformName } from '../accounts/platform-mark.tsx';
import { reading } from '../api/reading.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { Attention } from './attention.tsx';
import { ByAccount } from './by-account.tsx';
import { Figures } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { type Range, statisticsOf } from './statistics.ts';
import { useWords } from './words.ts';

// The library that draws is larger than the rest of the page, so it comes after it.
const Charts = lazy(() => import('./charts.tsx').then(({ Charts }) => ({ default: Charts })));

const ranges: readonly Range[] = ['hour', 'day', 'week'];

/** How the hub is: what needs somebody, what comes and goes, and how well. */
export function OverviewPage() {
  const say = useWords();
  const [range, setRange] = useState<Range>('hour');
  const [accountId, setAccountId] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const accounts = data?.data;
  const isUsed = accounts !== undefined && accounts.length > 0;
  return (
    <Page
      title={say('title')}
      actions={
        isUsed && (
          <Group gap="xs">
            <Select
              aria-label={say('account')}
              placeholder={say('all')}
              clearable
              searchable
              value={accountId}
              onChange={setAccountId}
              data={accounts.map(({ id, name, platform }) => ({
                value: id,
                label: `${name} (${platformName(platform)})`,
              }))}
            />
            <SegmentedControl
              aria-label={say('range')}
              value={range}
              onChange={setRange}
              data={ranges.map((one) => ({ value: one, label: say(one) }))}
            />
          </Group>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!accounts && !error && <Loading />}
      {accounts?.length === 0 && <FirstSteps />}
      {isUsed && (
        <>
          <Attention accounts={accounts} />
          <Traffic range={range} accountId={accountId} />
          <ByAccount accounts={accounts} range={range} />
        </>
      )}
    </Page>
  );
}

function Traffic({ range, accountId }: { range: Range; accountId: string | null }) {
  const { data, error, refetch } = useQuery({
    ...statisticsOf(range, accountId),
    // While another range is read, the one before stays.
    placeholderData: (before) => before,
  });
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <Figures statistics={data} />
      <Suspense fallback={<Loading />}>
        <Charts statistics={data} />
      </Suspense>
    </>
  );
}
