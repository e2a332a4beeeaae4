import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { useRows } from '../api/rows.ts';
import type { Scope } from '../session/session.ts';
import { SaveForm } from '../shell/save-form.tsx';
import { useWords } from './words.ts';

const scopes = ['read', 'inbox', 'send', 'admin'] as const satisfies readonly Scope[];

/** Makes a key, of a person or of a service. */
export function NewKey({ onMade }: { onMade: (key: { name: string; key: string }) => void }) {
  const say = useWords();
  const members = useRows('GET /api/v1/members');
  const create = useActing('POST /api/v1/keys', ['GET /api/v1/keys']);
  const [name, setName] = useState('');
  const [member, setMember] = useState<string | null>(null);
  const [given, setGiven] = useState<string[]>(['read', 'inbox', 'send']);
  const save = () => {
    const wanted = scopes.filter((scope) => given.includes(scope));
    create.mutate(
      { body: { name, scopes: wanted, ...(member !== null && { member_id: member }) } },
      { onSuccess: onMade },
    );
  };
  return (
    <SaveForm
      label={say('save')}
      onSave={save}
      error={create.error}
      isBusy={create.isPending}
      isDisabled={given.length === 0}
    >
      <TextInput
        label={say('name')}
        required
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus
      />
      <Select
        label={say('member')}
        placeholder={say('service')}
        data={members.rows?.map(({ id, name: label }) => ({ value: id, label })) ?? []}
        value={member}
        onChange={setMember}
        clearable
        searchable
      />
      <Checkbox.Group label={say('scopes')} value={given} onChange={setGiven}>
        <Stack gap={6} mt={6}>
          {scopes.map((scope) => (
            <Checkbox key={scope} value={scope} label={say(scope)} />
          ))}
        </Stack>
      </Checkbox.Group>
    </SaveForm>
  );
}
