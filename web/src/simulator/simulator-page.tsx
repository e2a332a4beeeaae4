import { SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { platformName } from '../accounts/platform-mark.tsx';
import { Empty, Loading, NotFound, Page, ProblemNotice } from '../shell/states.tsx';
import { ConditionsBar, FaultMenu } from './conditions.tsx';
import classes from './phone.module.css';
import { Phone } from './phone.tsx';
import {
  hasSimulator,
  type PhonePlatform,
  phonePlatforms,
  useConditions,
  useSimulatedAccounts,
} from './simulator.ts';
import { useWords } from './words.ts';

// The same whom `parley say` lets write.
const usualCustomer = 'Mali Srisai';

/** Four phones on which the reader plays the customer. */
export function SimulatorPage() {
  return hasSimulator() ? <Phones /> : <NotFound />;
}

function Phones() {
  const say = useWords();
  const [customer, setCustomer] = useState(usualCustomer);
  const [chosen, setChosen] = useState<PhonePlatform>('messenger');
  const user = customer.trim() || usualCustomer;
  return (
    <Page
      title={say('title')}
      isWide
      actions={
        <TextInput
          aria-label={say('customer')}
          leftSectionWidth={76}
          leftSection={
            <Text size="xs" c="dimmed">
              {say('customer')}
            </Text>
          }
          value={customer}
          onChange={(event) => setCustomer(event.currentTarget.value)}
        />
      }
    >
      <Text size="sm" c="dimmed">
        {say('hint')}
      </Text>
      <ConditionsBar />
      <div className={classes.chooser}>
        <SegmentedControl
          fullWidth
          aria-label={say('platform')}
          value={chosen}
          onChange={setChosen}
          data={phonePlatforms.map((platform) => ({ value: platform, label: platformName(platform) }))}
        />
      </div>
      <div className={classes.phones}>
        {phonePlatforms.map((platform) => (
          <div key={platform} className={classes.slot} data-chosen={platform === chosen || undefined}>
            <Slot platform={platform} user={user} />
          </div>
        ))}
      </div>
    </Page>
  );
}

function Slot({ platform, user }: { platform: PhonePlatform; user: string }) {
  const say = useWords();
  const { data: accounts, error } = useSimulatedAccounts(platform);
  const { data: conditions } = useConditions();
  const [wanted, setWanted] = useState<string | null>(null);
  if (error) return <ProblemNotice error={error} />;
  if (!accounts) return <Loading />;
  const account = accounts.find(({ id }) => id === wanted) ?? accounts[0];
  if (account === undefined) return <Empty title={say('none')}>{say('none_hint')}</Empty>;
  return (
    <>
      {accounts.length > 1 && (
        <Select
          aria-label={say('account')}
          allowDeselect={false}
          value={account.id}
          onChange={setWanted}
          data={accounts.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
        />
      )}
      <Phone
        owner={{ platform, account: account.id, user }}
        name={account.name}
        aheadMs={conditions?.aheadMs ?? 0}
      />
      <FaultMenu platform={platform} account={account.id} />
    </>
  );
}
