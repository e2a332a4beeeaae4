import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { tell, tellFailure } from '../shell/notices.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { AccountHealth } from './account-health.tsx';
import { NewCredentials } from './new-credentials.tsx';
import { PlatformMark, platformName } from './platform-mark.tsx';
import { WebhookSetup } from './webhook-setup.tsx';
import { useWords } from './words.ts';

type Account = AnswerOf<'GET /api/v1/accounts/{id}'>;

/** One account: how it is, what to do about it, its webhook and its credentials. */
export function AccountPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const { id } = useParams({ from: '/accounts/$id' });
  const { data, error, refetch } = useQuery(reading('GET /api/v1/accounts/{id}', { params: { id } }));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.name}
      actions={
        <>
          <TestButton id={id} />
          {mayAct && <DisconnectButton account={data} />}
        </>
      }
    >
      <Group gap="lg">
        <Anchor component={Link} to="/accounts" size="sm">
          {say('back')}
        </Anchor>
        <Anchor component={Link} to={`/agent/${id}`} size="sm">
          {say('agent')}
        </Anchor>
      </Group>
      <Group gap="lg">
        <PlatformMark platform={data.platform} name={platformName(data.platform)} />
        {data.external_id && <Text size="sm">{data.external_id}</Text>}
        <Quota quota={data.quota} />
      </Group>
      <AccountHealth id={id} />
      <Section title={say('webhook')}>
        <Group mb="sm">
          <Badge color={data.webhook.is_verified ? 'green' : 'yellow'}>
            {say(data.webhook.is_verified ? 'verified' : 'unverified')}
          </Badge>
        </Group>
        <WebhookSetup account={data} />
      </Section>
      {mayAct && (
        <Section title={say('rotate')}>
          <NewCredentials account={data} />
        </Section>
      )}
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" maw={760}>
      <Stack gap="sm">
        <Title order={2}>{title}</Title>
        <div>{children}</div>
      </Stack>
    </Paper>
  );
}

function Quota({ quota }: { quota: Account['quota'] }) {
  const say = useWords();
  if (!quota) return null;
  const limit = quota.limit === null ? say('unlimited') : quota.limit.toLocaleString();
  return <Text size="sm">{say('quota', { used: quota.used.toLocaleString(), limit })}</Text>;
}

function TestButton({ id }: { id: string }) {
  const say = useWords();
  const test = useActing('POST /api/v1/accounts/{id}/test', ['GET /api/v1/accounts/{id}/health']);
  const run = () =>
    test.mutate(
      { params: { id } },
      {
        onError: tellFailure,
        onSuccess: ({ success, error, latency_ms, connection_quality }) =>
          success
            ? tell(say('test_good', { ms: latency_ms ?? '–', quality: connection_quality }))
            : tellFailure({ message: say('test_bad', { error: error ?? '' }) }),
      },
    );
  return (
    <Button variant="default" onClick={run} loading={test.isPending}>
      {say('test')}
    </Button>
  );
}

function DisconnectButton({ account: { id, name } }: { account: Account }) {
  const say = useWords();
  const navigate = useNavigate();
  const remove = useActing('DELETE /api/v1/accounts/{id}', ['GET /api/v1/accounts']);
  return (
    <ConfirmButton
      label={say('disconnect')}
      question={say('disconnect_question', { name })}
      isBusy={remove.isPending}
      onConfirm={() =>
        remove.mutate(
          { params: { id } },
          {
            onSuccess: () => void navigate({ to: '/accounts' }),
            onError: tellFailure,
          },
        )
      }
    />
  );
}
