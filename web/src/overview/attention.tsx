import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PlatformMark } from '../accounts/platform-mark.tsx';
import { reading } from '../api/reading.ts';
import type { Account } from './accounts.ts';
import classes from './overview.module.css';
import { useWords } from './words.ts';

/** The accounts that need somebody, the worst first, each with what to do. */
export function Attention({ accounts }: { accounts: readonly Account[] }) {
  const say = useWords();
  const found = useQueries({
    queries: accounts.map(({ id }) => reading('GET /api/v1/accounts/{id}/health', { params: { id } })),
  });
  const bad = accounts
    .map((account, place) => ({ account, health: found[place]?.data }))
    .filter(({ health }) => health?.state === 'failing' || health?.state === 'degraded')
    .sort((one, other) => rankOf(one.health?.state) - rankOf(other.health?.state));
  if (bad.length === 0) return null;
  const isFailing = bad.some(({ health }) => health?.state === 'failing');
  return (
    <Paper withBorder p="md" className={classes.attention} data-failing={isFailing || undefined}>
      <Stack gap="sm">
        <Title order={2}>{say('attention')}</Title>
        {bad.map(({ account, health }) => (
          <Stack key={account.id} gap={2}>
            <Group gap="sm">
              <PlatformMark platform={account.platform} name={account.name} />
              <Anchor component={Link} to={`/accounts/${account.id}`} size="sm">
                {say('look')}
              </Anchor>
            </Group>
            {health?.checks
              .filter(({ state }) => state === 'error' || state === 'warning')
              .map(({ name, cause, fix }) => (
                <Text key={name} size="sm">
                  {cause} {fix && say('fix', { fix })}
                </Text>
              ))}
          </Stack>
        ))}
      </Stack>
    </Paper>
  );
}

function rankOf(state: string | undefined): number {
  return state === 'failing' ? 0 : 1;
}
