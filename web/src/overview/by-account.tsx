import { Anchor, Table, Text, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PlatformIcon, PlatformMark, platformName } from '../accounts/platform-mark.tsx';
import { shortDuration } from '../language/times.ts';
import { DataTable } from '../shell/data-table.tsx';
import type { Account } from './accounts.ts';
import classes from './overview.module.css';
import {
  type Counts,
  millisecondsText,
  moneyText,
  numberText,
  type Range,
  type Statistics,
  shareText,
  statisticsOf,
  successOf,
} from './statistics.ts';
import { useWords } from './words.ts';

interface Row {
  account: Account;
  statistics: Statistics | undefined;
}

/** The same numbers for each platform, and for each account of it. */
export function ByAccount({ accounts, range }: { accounts: readonly Account[]; range: Range }) {
  const say = useWords();
  const found = useQueries({ queries: accounts.map(({ id }) => statisticsOf(range, id)) });
  const rows = accounts.map((account, place): Row => ({ account, statistics: found[place]?.data }));
  const platforms = [...new Set(accounts.map(({ platform }) => platform))];
  return (
    <>
      <Title order={2}>{say('accounts')}</Title>
      <DataTable
        label={say('accounts')}
        minWidth={760}
        columns={[
          ...[say('name'), say('incoming'), say('outgoing'), say('success')],
          ...[say('latency'), say('depth'), say('age'), say('cost')],
        ]}
      >
        {platforms.map((platform) => (
          <PlatformRows
            key={platform}
            platform={platform}
            rows={rows.filter(({ account }) => account.platform === platform)}
          />
        ))}
      </DataTable>
    </>
  );
}

function PlatformRows({ platform, rows }: { platform: string; rows: readonly Row[] }) {
  const sums = sumOf(rows);
  return (
    <>
      {rows.length > 1 && (
        <Table.Tr className={classes.platform}>
          <Table.Th scope="row">
            <PlatformIcon platform={platform} /> {platformName(platform)}
          </Table.Th>
          <Numbers {...sums} />
        </Table.Tr>
      )}
      {rows.map(({ account, statistics }) => (
        <Table.Tr key={account.id}>
          <Table.Td>
            <Anchor component={Link} to={`/accounts/${account.id}`}>
              <PlatformMark platform={platform} name={account.name} />
            </Anchor>
          </Table.Td>
          {statistics && <Numbers {...sumOf([{ account, statistics }])} />}
        </Table.Tr>
      ))}
    </>
  );
}

interface Sums {
  incoming: number;
  out: number;
  failed: number;
  /** Of one account; those of several cannot be put together. */
  mostMs: number | null;
  depth: number;
  oldestMs: number | null;
  costMicros: number;
}

function sumOf(rows: readonly Row[]): Sums {
  const known = rows.flatMap(({ statistics }) => statistics ?? []);
  const add = (of: (total: Counts) => number) => known.reduce((sum, { total }) => sum + of(total), 0);
  const queue = known.flatMap((one) => one.queue);
  const ages = queue.flatMap(({ oldest_age_ms }) => oldest_age_ms ?? []);
  return {
    incoming: add((total) => total.in),
    out: add((total) => total.out),
    failed: add((total) => total.failed),
    mostMs: known.length === 1 ? (known[0]?.total.send_latency.p95_ms ?? null) : null,
    depth: queue.reduce((sum, { depth }) => sum + depth, 0),
    oldestMs: ages.length === 0 ? null : Math.max(...ages),
    costMicros: add((total) => total.models.cost_micros),
  };
}

function Numbers({ incoming, out, failed, mostMs, depth, oldestMs, costMicros }: Sums) {
  return (
    <>
      <Table.Td>{numberText(incoming)}</Table.Td>
      <Table.Td>{numberText(out)}</Table.Td>
      <Table.Td>
        <Text size="sm" {...(failed > 0 && { c: 'var(--mantine-color-error)' })}>
          {shareText(successOf({ out, failed }))}
        </Text>
      </Table.Td>
      <Table.Td>{millisecondsText(mostMs)}</Table.Td>
      <Table.Td>{numberText(depth)}</Table.Td>
      <Table.Td>{oldestMs === null ? '–' : shortDuration(oldestMs)}</Table.Td>
      <Table.Td>{moneyText(costMicros)}</Table.Td>
    </>
  );
}
