import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { tell, tellFailure } from '../shell/notices.ts';
import { SecretDialog } from '../shell/secret-dialog.tsx';
import { useWords } from './words.ts';

type Consumer = AnswerOf<'GET /api/v1/consumers/{id}'>;

const affected = ['GET /api/v1/consumers', 'GET /api/v1/consumers/{id}'] as const;
// As far back as dead deliveries are of use: what is older is replayed by hand.
const redeliverMs = 7 * 24 * 60 * 60_000;

/** What can be done with a consumer. */
export function ConsumerActions({ consumer }: { consumer: Consumer }) {
  const say = useWords();
  const params = { id: consumer.id };
  const change = useActing('PATCH /api/v1/consumers/{id}', affected);
  const redeliver = useActing('POST /api/v1/consumers/{id}/redeliver', affected);
  const remove = useActing('DELETE /api/v1/consumers/{id}', ['GET /api/v1/consumers']);
  const navigate = useNavigate();
  const isOn = consumer.state === 'enabled';
  const onError = tellFailure;
  const redeliverAll = () =>
    redeliver.mutate(
      { params, body: { failed_since: new Date(Date.now() - redeliverMs).toISOString() } },
      {
        onError,
        onSuccess: ({ queued }) => tell(say('redelivered', { count: queued })),
      },
    );
  return (
    <>
      <TestButton id={consumer.id} />
      <Button
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ params, body: { state: isOn ? 'paused' : 'enabled' } }, { onError })}
      >
        {say(isOn ? 'pause' : consumer.state === 'paused' ? 'resume' : 'enable')}
      </Button>
      <Button variant="default" loading={redeliver.isPending} onClick={redeliverAll}>
        {say('redeliver')}
      </Button>
      <RotateButton consumer={consumer} />
      <ConfirmButton
        label={say('remove')}
        question={say('remove_question')}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate({ params }, { onError, onSuccess: () => void navigate({ to: '/consumers' }) })
        }
      />
    </>
  );
}

function TestButton({ id }: { id: string }) {
  const say = useWords();
  const test = useActing('POST /api/v1/consumers/{id}/test', []);
  const run = () =>
    test.mutate(
      { params: { id } },
      {
        onSuccess: ({ delivered, status, error, milliseconds }) =>
          delivered
            ? tell(say('test_done', { status: status ?? '', ms: milliseconds }))
            : tellFailure({ message: say('test_failed', { error: error ?? String(status) }) }),
        onError: tellFailure,
      },
    );
  return (
    <Button variant="default" onClick={run} loading={test.isPending}>
      {say('test')}
    </Button>
  );
}

function RotateButton({ consumer }: { consumer: Consumer }) {
  const say = useWords();
  const rotate = useActing('POST /api/v1/consumers/{id}/rotate', affected);
  const [secret, setSecret] = useState<string | null>(null);
  const run = () =>
    rotate.mutate(
      { params: { id: consumer.id }, body: {} },
      {
        onSuccess: (made) => setSecret(made.secret),
        onError: tellFailure,
      },
    );
  return (
    <>
      <ConfirmButton
        label={say('rotate')}
        question={say('rotate_question')}
        isBusy={rotate.isPending}
        onConfirm={run}
      />
      <SecretDialog
        title={say('secret_title', { name: consumer.name })}
        hint={say('secret_hint')}
        secret={secret}
        words={{ copy: say('copy'), copied: say('copied'), close: say('close') }}
        onClose={() => setSecret(null)}
      />
    </>
  );
}
