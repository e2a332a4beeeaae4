import { Button, Center, Paper, PasswordInput, Stack, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Logo } from '../shell/logo.tsx';
import { ProblemNotice } from '../shell/states.tsx';
import { leaveWorkspace, useSignIn } from './session.ts';
import { useWords } from './words.ts';

/** Asks for a key. `refusal` is why the key of a link was not taken, or why the hub does not answer. */
export function SignInPage({ refusal }: { refusal: unknown }) {
  const say = useWords();
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  const shown = signIn.error ?? refusal;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    leaveWorkspace();
    signIn.mutate(key.trim());
  };
  return (
    <Center component="main" h="100%" p="md">
      <Paper withBorder p="xl" w={360}>
        <form onSubmit={submit}>
          <Stack>
            <Logo />
            <Title order={1}>{say('title')}</Title>
            <PasswordInput
              size="sm"
              label={say('key')}
              description={say('key_hint')}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="current-password"
              required
              autoFocus
            />
            {shown != null && <ProblemNotice error={shown} />}
            <Button type="submit" size="sm" loading={signIn.isPending}>
              {say('sign_in')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
