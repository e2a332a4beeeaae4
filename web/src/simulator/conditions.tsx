import { Button, Group, Menu, Switch, Text } from '@mantine/core';
import { shortDuration } from '../language/times.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { useTrouble } from './acting.ts';
import { type PhonePlatform, useConditions } from './simulator.ts';
import { useWords } from './words.ts';

const dayMs = 24 * 60 * 60 * 1000;
// Long enough for a few taps to gather, and to be put out of order.
const gatherMs = 1500;
// Less than that is what a request takes.
const shownAheadMs = 60_000;

/** How webhooks reach the hub, and what time it is. */
export function ConditionsBar() {
  const say = useWords();
  const { data } = useConditions();
  const { mutate, error } = useTrouble();
  const deliver = (body: object) => mutate({ method: 'POST', place: '/delivery', body });
  if (!data) return null;
  const { delivery, aheadMs } = data;
  return (
    <>
      <Group gap="md" role="group" aria-label={say('conditions')}>
        <Switch
          size="xs"
          label={say('duplicate')}
          checked={delivery.duplicate > 0}
          onChange={({ currentTarget: { checked } }) => deliver({ duplicate: checked ? 1 : 0 })}
        />
        <Switch
          size="xs"
          label={say('shuffle')}
          checked={delivery.shuffle}
          onChange={({ currentTarget: { checked } }) =>
            deliver({ shuffle: checked, delay_ms: checked ? gatherMs : 0 })
          }
        />
        <Switch
          size="xs"
          label={say('hold')}
          checked={delivery.hold}
          onChange={({ currentTarget: { checked } }) => {
            deliver({ hold: checked });
            if (!checked) mutate({ method: 'POST', place: '/delivery/release', body: {} });
          }}
        />
        <Button
          variant="default"
          onClick={() => mutate({ method: 'POST', place: '/clock/advance', body: { ms: dayMs } })}
        >
          {say('advance')}
        </Button>
        {aheadMs > shownAheadMs && (
          <Text size="sm" c="dimmed">
            {say('ahead', { duration: shortDuration(aheadMs) })}
          </Text>
        )}
      </Group>
      {error && <ProblemNotice error={error} />}
    </>
  );
}

const faults = [
  { word: 'fault_timeout', body: { kind: 'timeout' } },
  { word: 'fault_late', body: { kind: 'timeout_after_accept' } },
  { word: 'fault_429', body: { kind: 'status', status: 429 } },
  { word: 'fault_500', body: { kind: 'status', status: 500 } },
] as const;

/** What goes wrong next on one platform. */
export function FaultMenu({ platform, account }: { platform: PhonePlatform; account: string }) {
  const say = useWords();
  const { data } = useConditions();
  const { mutate, error } = useTrouble();
  const waiting = (data?.faults ?? []).filter((one) => one.platform === platform);
  const count = waiting.reduce((sum, { times }) => sum + times, 0);
  return (
    <Group gap="xs" justify="space-between" mih={30}>
      <Menu position="top-start">
        <Menu.Target>
          <Button variant="default">{say('faults')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {faults.map(({ word, body }) => (
            <Menu.Item
              key={word}
              onClick={() =>
                mutate({ method: 'POST', place: '/faults', body: { platform, account, ...body } })
              }
            >
              {say(word)}
            </Menu.Item>
          ))}
          <Menu.Item
            onClick={() => mutate({ method: 'POST', place: '/expire-token', body: { platform, account } })}
          >
            {say('fault_token')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            disabled={(data?.faults.length ?? 0) === 0}
            onClick={() => mutate({ method: 'DELETE', place: '/faults' })}
          >
            {say('clear')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Text size="xs" c={error ? 'red' : 'dimmed'} role="status">
        {error?.message ?? (count > 0 ? say('waiting', { count }) : '')}
      </Text>
    </Group>
  );
}
