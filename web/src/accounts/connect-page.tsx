import {
  Anchor,
  Button,
  Checkbox,
  Group,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { CredentialFields, filledIn, type GivenCredentials, type Platform } from './credential-fields.tsx';
import { WebhookSetup } from './webhook-setup.tsx';
import { useWords } from './words.ts';

type Account = AnswerOf<'POST /api/v1/accounts'>;

/** Connects an account, step by step: which platform, its credentials, and what to copy where. */
export function ConnectPage() {
  const say = useWords();
  const { data, error, refetch } = useQuery(reading('GET /api/v1/platforms'));
  const [account, setAccount] = useState<Account | null>(null);
  return (
    <Page title={say('connect')}>
      <Anchor component={Link} to="/accounts" size="sm">
        {say('back')}
      </Anchor>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && !account && <Form platforms={data.data} onConnected={setAccount} />}
      {account && (
        <Stack gap="md" maw={640}>
          <Title order={2}>{say('next_title')}</Title>
          <Text size="sm">{say('next_hint')}</Text>
          <WebhookSetup account={account} />
          <Group>
            <Button component={Link} to={`/accounts/${account.id}`}>
              {say('to_account')}
            </Button>
          </Group>
        </Stack>
      )}
    </Page>
  );
}

function Form({
  platforms,
  onConnected,
}: {
  platforms: readonly Platform[];
  onConnected: (account: Account) => void;
}) {
  const say = useWords();
  const create = useActing('POST /api/v1/accounts', ['GET /api/v1/accounts']);
  const [platformName, setPlatform] = useState(platforms[0]?.name ?? '');
  const [wayName, setWay] = useState('');
  const [name, setName] = useState('');
  const [given, setGiven] = useState<GivenCredentials>({});
  const [validates, setValidates] = useState(true);
  const platform = platforms.find((one) => one.name === platformName);
  const way = platform?.ways.find((one) => one.name === wayName) ?? platform?.ways[0];
  if (!platform || !way) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { platform: platform.name, name, credentials: filledIn(given) };
    create.mutate({ body, ...(validates && { query: { validate: 'true' } }) }, { onSuccess: onConnected });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={640}>
        <Choice
          label={say('choose_platform')}
          value={platform.name}
          options={platforms.map(({ name: value, title }) => ({ value, label: title }))}
          onChange={(value) => {
            setPlatform(value);
            setGiven({});
          }}
        />
        {platform.ways.length > 1 && (
          <Radio.Group label={say('choose_way')} value={way.name} onChange={setWay}>
            <Stack gap={6} mt={6}>
              {platform.ways.map(({ name: value, title }) => (
                <Radio key={value} value={value} label={title} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <TextInput
          label={say('name')}
          required
          maxLength={200}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Title order={2}>{say('credentials')}</Title>
        <CredentialFields way={way} given={given} onChange={setGiven} />
        <Checkbox
          label={say('validate')}
          checked={validates}
          onChange={({ currentTarget }) => setValidates(currentTarget.checked)}
        />
        {create.error && <ProblemNotice error={create.error} />}
        <Group>
          <Button type="submit" loading={create.isPending}>
            {say('connect_now')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group>
        <SegmentedControl aria-label={label} data={options} value={value} onChange={onChange} />
      </Group>
    </Stack>
  );
}
