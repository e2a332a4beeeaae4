import { Alert, Button, Center, Code, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ParleyError } from '../../../src/client/index.ts';
import { useWords } from './words.ts';

/** Something is on its way. */
export function Loading() {
  const say = useWords();
  return (
    <Center mih={160} h="100%">
      <Loader size="sm" aria-label={say('loading')} />
    </Center>
  );
}

/** There is nothing yet: what it is, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Center mih={160} p="lg">
      <Stack gap="xs" align="center" maw={420} ta="center">
        <Title order={2}>{title}</Title>
        {children && (
          <Text c="dimmed" component="div">
            {children}
          </Text>
        )}
      </Stack>
    </Center>
  );
}

/** What went wrong and what to do about it, as the hub says it. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const say = useWords();
  const problem = error instanceof ParleyError ? error : null;
  return (
    <Alert color="red" variant="light" role="alert" title={problem?.message ?? say('failed')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem?.fix ?? String(error)}</Text>
        {problem?.problem?.incident && <Code>{problem.problem.incident}</Code>}
        {retry && (
          <Button variant="default" onClick={retry}>
            {say('again')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** There is nothing at this address. */
export function NotFound() {
  const say = useWords();
  return (
    <Empty title={say('not_found')}>
      <Stack align="center">
        {say('not_found_detail')}
        <Button component={Link} to="/" variant="default">
          {say('go_home')}
        </Button>
      </Stack>
    </Empty>
  );
}

/** A page with a title, and what can be done on it at the right. */
export function Page({
  title,
  actions,
  isWide = false,
  children,
}: {
  title: string;
  /** Takes all the width there is. */
  isWide?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Stack p="md" gap="md" maw={isWide ? 1720 : 1280}>
      <Group justify="space-between" mih={30}>
        <Title order={1}>{title}</Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
