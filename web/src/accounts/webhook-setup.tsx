import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { CopyLine } from '../shell/copy-line.tsx';
import { ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Account = AnswerOf<'GET /api/v1/accounts/{id}'>;

// The first webhook is waited for: whoever has just pressed a button elsewhere looks here.
const lookEveryMs = 2000;

/** What the platform has to be told, subscribing it from here, and whether webhooks come in. */
export function WebhookSetup({ account }: { account: Pick<Account, 'id' | 'webhook'> }) {
  const say = useWords();
  const mayAct = useMay('admin');
  const words = { copy: say('copy'), copied: say('copied') };
  const subscribe = useActing('POST /api/v1/accounts/{id}/webhook', [
    'GET /api/v1/accounts',
    'GET /api/v1/accounts/{id}',
    'GET /api/v1/webhooks/status/{account_id}',
  ]);
  const setup = subscribe.data;
  return (
    <Stack gap="sm">
      <CopyLine label={say('callback')} value={account.webhook.url} words={words} />
      {account.webhook.verify_token !== null && (
        <CopyLine label={say('verify_token')} value={account.webhook.verify_token} words={words} />
      )}
      <Traffic id={account.id} />
      {mayAct && (
        <Group>
          <Button
            variant="default"
            loading={subscribe.isPending}
            onClick={() => subscribe.mutate({ params: { id: account.id }, body: {} })}
          >
            {say('subscribe')}
          </Button>
        </Group>
      )}
      {subscribe.error && <ProblemNotice error={subscribe.error} />}
      {setup && (
        <List size="sm" spacing={4}>
          {setup.steps.map(({ step, done, problem }) => (
            <List.Item key={step}>
              {done ? '✓' : '✗'} {step}
              {problem && (
                <Text size="xs">
                  {problem.cause} {say('fix', { fix: problem.fix })}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
      {setup && setup.manual.length > 0 && (
        <Alert color="yellow" variant="light" title={say('by_hand')}>
          <List size="sm">
            {setup.manual.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}

/** Whether webhooks come in; the first one shows itself. */
function Traffic({ id }: { id: string }) {
  const say = useWords();
  const { data } = useQuery({
    ...reading('GET /api/v1/webhooks/status/{account_id}', { params: { account_id: id } }),
    refetchInterval: lookEveryMs,
  });
  if (!data) return null;
  if (data.total_requests === 0) return <Text size="sm">{say('no_traffic')}</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm" c="var(--mantine-color-green-light-color)">
        {say('heard')}
      </Text>
      <Text size="sm">
        {say('traffic', {
          total: data.total_requests,
          rate: Math.round(data.success_rate ?? 0),
          last: data.last_request ? fullTime(data.last_request) : '–',
        })}
      </Text>
      {data.events.length > 0 && (
        <Text size="xs" c="dimmed">
          {say('events')}: {data.events.join(', ')}
        </Text>
      )}
    </Stack>
  );
}
