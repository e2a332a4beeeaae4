import { Button, List, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../session/session.ts';
import { useWords } from './words.ts';

/** What to do while nothing is connected. */
export function FirstSteps() {
  const say = useWords();
  const mayConnect = useMay('admin');
  return (
    <Paper withBorder p="lg" maw={640}>
      <Stack gap="sm" align="flex-start">
        <Title order={2}>{say('first')}</Title>
        <List type="ordered" spacing={6}>
          <List.Item>{say('first_connect')}</List.Item>
          <List.Item>{say('first_point')}</List.Item>
          <List.Item>{say('first_hear')}</List.Item>
          <List.Item>{say('first_agent')}</List.Item>
        </List>
        {mayConnect ? (
          <Button component={Link} to="/accounts/connect">
            {say('connect')}
          </Button>
        ) : (
          <Text c="dimmed">{say('ask')}</Text>
        )}
      </Stack>
    </Paper>
  );
}
