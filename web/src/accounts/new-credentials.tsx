import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { tell } from '../shell/notices.ts';
import { SaveForm } from '../shell/save-form.tsx';
import { CredentialFields, filledIn, type GivenCredentials } from './credential-fields.tsx';
import { useWords } from './words.ts';

type Account = AnswerOf<'GET /api/v1/accounts/{id}'>;

/** Gives an account new credentials, once the platform takes them. */
export function NewCredentials({ account }: { account: Account }) {
  const say = useWords();
  const { data } = useQuery(reading('GET /api/v1/platforms'));
  const change = useActing('PATCH /api/v1/accounts/{id}', [
    'GET /api/v1/accounts/{id}',
    'GET /api/v1/accounts/{id}/health',
  ]);
  const [given, setGiven] = useState<GivenCredentials>({});
  const ways = data?.data.find(({ name }) => name === account.platform)?.ways ?? [];
  const fields = [...new Map(ways.flatMap((way) => way.fields).map((field) => [field.name, field])).values()];
  const credentials = filledIn(given);
  const isEmpty = Object.keys(credentials).length === 0;
  const save = () => {
    change.mutate(
      { params: { id: account.id }, query: { validate: 'true' }, body: { credentials } },
      {
        onSuccess() {
          setGiven({});
          tell(say('saved'));
        },
      },
    );
  };
  return (
    <SaveForm
      label={say('save')}
      onSave={save}
      error={change.error}
      isBusy={change.isPending}
      isDisabled={isEmpty}
    >
      <Text size="sm" c="dimmed">
        {say('rotate_hint')}
      </Text>
      <CredentialFields
        way={{ name: account.platform, title: account.platform, fields }}
        given={given}
        onChange={setGiven}
        allOptional
      />
    </SaveForm>
  );
}
