import { Badge, Button, Code, Group, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { chooseWorkspace } from '../api/hub.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useSession } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Moment } from '../shell/moment.tsx';
import { tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { SaveForm } from '../shell/save-form.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Workspace = RowOf<'GET /api/v1/workspaces'>;

const affected = ['GET /api/v1/workspaces'] as const;

/** The businesses that share this installation; only its own key manages them. */
export function WorkspacesPage() {
  const say = useWords();
  const { installation } = useSession();
  const rows = useRows('GET /api/v1/workspaces');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Page title={say('title')} actions={installation && <Button onClick={open}>{say('add')}</Button>}>
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={560}
        columns={[say('name'), say('id'), say('made'), '']}
        empty={{ title: say('none') }}
      >
        {(workspace) => <WorkspaceLine key={workspace.id} workspace={workspace} />}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add')}>
        <NewWorkspace onMade={close} />
      </Dialog>
    </Page>
  );
}

function WorkspaceLine({ workspace: { id, name, created_at } }: { workspace: Workspace }) {
  const say = useWords();
  const { installation, workspace } = useSession();
  const remove = useActing('DELETE /api/v1/workspaces/{id}', affected);
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        <Code>{id}</Code>
      </Table.Td>
      <Table.Td>
        <Moment at={created_at} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {workspace.id === id && <Badge>{say('here')}</Badge>}
          {installation && workspace.id !== id && (
            <>
              <Button variant="default" onClick={() => chooseWorkspace(id)}>
                {say('enter')}
              </Button>
              <ConfirmButton
                label={say('remove')}
                question={say('remove_question', { name })}
                isBusy={remove.isPending}
                onConfirm={() => remove.mutate({ params: { id } }, { onError: tellFailure })}
              />
            </>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function NewWorkspace({ onMade }: { onMade: () => void }) {
  const say = useWords();
  const create = useActing('POST /api/v1/workspaces', affected);
  const [name, setName] = useState('');
  const save = () => {
    create.mutate({ body: { name } }, { onSuccess: onMade });
  };
  return (
    <SaveForm label={say('save')} onSave={save} error={create.error} isBusy={create.isPending}>
      <TextInput
        label={say('name')}
        required
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus
      />
    </SaveForm>
  );
}
