import { Button, Group, Table, TagsInput, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { SaveForm } from '../shell/save-form.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Member = RowOf<'GET /api/v1/members'>;

const affected = ['GET /api/v1/members'] as const;

/** The people of the business. */
export function MembersPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const rows = useRows('GET /api/v1/members');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Page title={say('members')} actions={mayAct && <Button onClick={open}>{say('add_member')}</Button>}>
      <RowList
        rows={rows}
        label={say('members')}
        minWidth={560}
        columns={[say('name'), say('role'), say('teams'), say('language'), '']}
        empty={{ title: say('no_members'), hint: say('no_members_hint') }}
      >
        {(member) => <MemberLine key={member.id} member={member} mayAct={mayAct} />}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add_member')}>
        <NewMember onMade={close} />
      </Dialog>
    </Page>
  );
}

function MemberLine({ member, mayAct }: { member: Member; mayAct: boolean }) {
  const say = useWords();
  const remove = useActing('DELETE /api/v1/members/{id}', affected);
  return (
    <Table.Tr>
      <Table.Td>{member.name}</Table.Td>
      <Table.Td>{member.role}</Table.Td>
      <Table.Td>
        <Text size="sm">{member.teams.join(', ')}</Text>
      </Table.Td>
      <Table.Td>{member.locale ?? '–'}</Table.Td>
      <Table.Td>
        {mayAct && (
          <Group justify="flex-end">
            <ConfirmButton
              label={say('remove')}
              question={say('remove_question', { name: member.name })}
              isBusy={remove.isPending}
              onConfirm={() => remove.mutate({ params: { id: member.id } }, { onError: tellFailure })}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function NewMember({ onMade }: { onMade: () => void }) {
  const say = useWords();
  const create = useActing('POST /api/v1/members', affected);
  const [name, setName] = useState('');
  const [locale, setLocale] = useState('');
  const [teams, setTeams] = useState<string[]>([]);
  const save = () => {
    create.mutate({ body: { name, teams, locale: locale.trim() || null } }, { onSuccess: onMade });
  };
  return (
    <SaveForm label={say('save')} onSave={save} error={create.error} isBusy={create.isPending}>
      <TextInput
        label={say('name')}
        required
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus
      />
      <TagsInput label={say('teams')} value={teams} onChange={setTeams} maxTags={50} />
      <TextInput
        label={say('language')}
        description={say('language_hint')}
        value={locale}
        onChange={({ currentTarget }) => setLocale(currentTarget.value)}
      />
    </SaveForm>
  );
}
