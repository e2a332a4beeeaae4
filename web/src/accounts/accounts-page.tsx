import { Anchor, Badge, Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AnswerOf } from '../../../src/client/index.ts';
import { reading } from '../api/reading.ts';
import { useMay } from '../session/session.ts';
import { DataTable } from '../shell/data-table.tsx';
import { Empty, Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { healthColours } from './account-health.tsx';
import { PlatformMark } from './platform-mark.tsx';
import { useWords } from './words.ts';

type Account = AnswerOf<'GET /api/v1/accounts'>['data'][number];

/** All connected accounts, and how they are. */
export function AccountsPage() {
  const say = useWords();
  const mayConnect = useMay('admin');
  const { data, error, refetch } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  return (
    <Page
      title={say('title')}
      actions={
        mayConnect && (
          <Button component={Link} to="/accounts/connect">
            {say('connect')}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.data.length === 0 && <Empty title={say('none')}>{say('none_hint')}</Empty>}
      {data && data.data.length > 0 && <AccountTable accounts={data.data} />}
    </Page>
  );
}

function AccountTable({ accounts }: { accounts: readonly Account[] }) {
  const say = useWords();
  return (
    <DataTable
      label={say('title')}
      minWidth={560}
      columns={[say('name'), say('external_id'), say('health'), say('webhook')]}
    >
      {accounts.map((account) => (
        <AccountLine key={account.id} account={account} />
      ))}
    </DataTable>
  );
}

function AccountLine({ account }: { account: Account }) {
  const say = useWords();
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/accounts/${account.id}`}>
          <PlatformMark platform={account.platform} name={account.name} />
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm" ff="monospace">
          {account.external_id ?? '–'}
        </Text>
      </Table.Td>
      <Table.Td>
        <HealthBadge id={account.id} />
      </Table.Td>
      <Table.Td>{say(account.webhook.is_verified ? 'verified' : 'unverified')}</Table.Td>
    </Table.Tr>
  );
}

function HealthBadge({ id }: { id: string }) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/accounts/{id}/health', { params: { id } }));
  if (!data) return null;
  return <Badge color={healthColours[data.state]}>{say(data.state)}</Badge>;
}
