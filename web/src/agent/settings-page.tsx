import { Anchor, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { reading } from '../api/reading.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { costOf } from './cost.ts';
import { BasicSettings } from './settings-basic.tsx';
import { AllSettings } from './settings-json.tsx';
import { useWords } from './words.ts';

/** What an account tells its agent. */
export function AgentSettingsPage() {
  const say = useWords();
  const { id } = useParams({ from: '/agent/$id' });
  const account = useQuery(reading('GET /api/v1/accounts/{id}', { params: { id } }));
  const settings = useQuery(
    reading('GET /api/v1/agent/settings/{account_id}', { params: { account_id: id } }),
  );
  const error = account.error ?? settings.error;
  if (error) return <ProblemNotice error={error} retry={() => void settings.refetch()} />;
  if (!account.data || !settings.data) return <Loading />;
  const { version } = settings.data;
  return (
    <Page title={say('settings', { name: account.data.name })}>
      <Anchor component={Link} to="/agent" size="sm">
        {say('title')}
      </Anchor>
      <Budget id={id} />
      <Tabs defaultValue="basics" maw={760}>
        <Tabs.List mb="md">
          <Tabs.Tab value="basics">{say('basics')}</Tabs.Tab>
          <Tabs.Tab value="everything">{say('everything')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="basics">
          <BasicSettings key={version} settings={settings.data} />
        </Tabs.Panel>
        <Tabs.Panel value="everything">
          <AllSettings key={version} settings={settings.data} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Budget({ id }: { id: string }) {
  const say = useWords();
  const { data } = useQuery(
    reading('GET /api/v1/agent/budgets/{account_id}', { params: { account_id: id } }),
  );
  if (!data) return null;
  const { tokens_used, cost_micros } = data.today;
  const values = { tokens: tokens_used.toLocaleString(), cost: costOf(cost_micros) ?? say('unknown_price') };
  return (
    <Text size="sm" c="dimmed">
      {say('budget', values)}
    </Text>
  );
}
