import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf } from '../../../src/client/index.ts';
import { hub } from '../api/hub.ts';
import { reading } from '../api/reading.ts';
import { fullTime } from '../language/times.ts';
import { Loading, ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Health = AnswerOf<'GET /api/v1/accounts/{id}/health'>;
type Check = Health['checks'][number];

/** The colours of how an account is. */
export const healthColours = {
  healthy: 'green',
  degraded: 'yellow',
  failing: 'red',
  unknown: 'gray',
} as const;

/** How an account is, check by check, each with what to do. */
export function AccountHealth({ id }: { id: string }) {
  const say = useWords();
  const queries = useQueryClient();
  const query = reading('GET /api/v1/accounts/{id}/health', { params: { id } });
  const { data, error } = useQuery(query);
  const look = useMutation({
    mutationFn: () =>
      hub.request('GET /api/v1/accounts/{id}/health', { params: { id }, query: { refresh: 'true' } }),
    onSuccess: (health) => queries.setQueryData(query.queryKey, health),
  });
  return (
    <Paper withBorder p="md" maw={760}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2}>{say('health')}</Title>
            {data && <Badge color={healthColours[data.state]}>{say(data.state)}</Badge>}
          </Group>
          <Button variant="default" onClick={() => look.mutate()} loading={look.isPending}>
            {say('look')}
          </Button>
        </Group>
        {(error ?? look.error) && <ProblemNotice error={error ?? look.error} />}
        {!data && !error && <Loading />}
        {data?.checked_at && (
          <Text size="xs" c="dimmed">
            {say('checked', { at: fullTime(data.checked_at) })}
          </Text>
        )}
        {data?.checks.map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
      </Stack>
    </Paper>
  );
}

const checkLooks = {
  ok: { colour: 'green', word: 'ok' },
  warning: { colour: 'yellow', word: 'warning' },
  error: { colour: 'red', word: 'failed' },
  unknown: { colour: 'gray', word: 'unknown' },
} as const;

function CheckLine({ check: { name, state, cause, fix } }: { check: Check }) {
  const say = useWords();
  const { colour, word } = checkLooks[state];
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Badge color={colour} miw={84}>
        {say(word)}
      </Badge>
      <Stack gap={0}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="sm">{cause}</Text>
        {fix && <Text size="sm">{say('fix', { fix })}</Text>}
      </Stack>
    </Group>
  );
}
