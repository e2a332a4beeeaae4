import { Badge, Button, Code, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Moment } from '../shell/moment.tsx';
import { tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { SecretDialog } from '../shell/secret-dialog.tsx';
import { Page } from '../shell/states.tsx';
import { NewKey } from './new-key.tsx';
import { useWords } from './words.ts';

type Key = RowOf<'GET /api/v1/keys'>;

/** The keys of a workspace, each shown in full only when it is made. */
export function KeysPage() {
  const say = useWords();
  const rows = useRows('GET /api/v1/keys');
  const [isOpen, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  return (
    <Page title={say('keys')} actions={<Button onClick={open}>{say('add_key')}</Button>}>
      <RowList
        rows={rows}
        label={say('keys')}
        minWidth={760}
        columns={[say('name'), say('member'), say('scopes'), say('created'), say('used'), '']}
        empty={{ title: say('no_keys'), hint: say('no_keys_hint') }}
      >
        {(key) => <KeyLine key={key.id} apiKey={key} />}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add_key')}>
        <NewKey
          onMade={(key) => {
            close();
            setMade(key);
          }}
        />
      </Dialog>
      <SecretDialog
        title={say('secret_title', { name: made?.name ?? '' })}
        hint={say('secret_hint')}
        secret={made?.key ?? null}
        words={{ copy: say('copy'), copied: say('copied'), close: say('close') }}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

function KeyLine({ apiKey }: { apiKey: Key }) {
  const say = useWords();
  const members = useRows('GET /api/v1/members');
  const revoke = useActing('DELETE /api/v1/keys/{id}', ['GET /api/v1/keys']);
  const owner = members.rows?.find(({ id }) => id === apiKey.member_id);
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{apiKey.name}</Text>
        <Code>{apiKey.prefix}…</Code>
      </Table.Td>
      <Table.Td>{apiKey.member_id === null ? say('service') : (owner?.name ?? apiKey.member_id)}</Table.Td>
      <Table.Td>{apiKey.scopes.join(', ')}</Table.Td>
      <Table.Td>
        <Moment at={apiKey.created_at} />
      </Table.Td>
      <Table.Td>{apiKey.last_used_at === null ? say('never') : <Moment at={apiKey.last_used_at} />}</Table.Td>
      <Table.Td>
        <Group justify="flex-end">
          {apiKey.revoked_at === null ? (
            <ConfirmButton
              label={say('revoke')}
              question={say('revoke_question')}
              isBusy={revoke.isPending}
              onConfirm={() => revoke.mutate({ params: { id: apiKey.id } }, { onError: tellFailure })}
            />
          ) : (
            <Badge color="gray">{say('revoked')}</Badge>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
