import { Anchor, Badge, Button, Stack, Table, TagsInput, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { Dialog } from '../shell/dialog.tsx';
import { RowList } from '../shell/row-list.tsx';
import { SaveForm } from '../shell/save-form.tsx';
import { SecretDialog } from '../shell/secret-dialog.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Consumer = RowOf<'GET /api/v1/consumers'>;

/** The business's own endpoints. */
export function ConsumersPage() {
  const say = useWords();
  const mayAdd = useMay('admin');
  const rows = useRows('GET /api/v1/consumers');
  const [isOpen, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  return (
    <Page title={say('title')} actions={mayAdd && <Button onClick={open}>{say('add')}</Button>}>
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={640}
        columns={[say('name'), say('url'), say('types'), say('state')]}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {(consumer) => <ConsumerLine key={consumer.id} consumer={consumer} />}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add')}>
        <NewConsumer
          onMade={(consumer) => {
            close();
            setMade(consumer);
          }}
        />
      </Dialog>
      <SecretDialog
        title={say('secret_title', { name: made?.name ?? '' })}
        hint={say('secret_hint')}
        secret={made?.secret ?? null}
        words={{ copy: say('copy'), copied: say('copied'), close: say('close') }}
        onClose={() => setMade(null)}
      />
    </Page>
  );
}

function ConsumerLine({ consumer }: { consumer: Consumer }) {
  const say = useWords();
  const { types } = consumer.filter;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/consumers/${consumer.id}`} size="sm">
          {consumer.name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {consumer.url}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{types && types.length > 0 ? types.join(', ') : say('all_types')}</Text>
      </Table.Td>
      <Table.Td>
        <ConsumerState consumer={consumer} />
      </Table.Td>
    </Table.Tr>
  );
}

const stateColours = { enabled: 'green', paused: 'yellow', disabled: 'red' } as const;

/** Whether a consumer gets its events, and if not, why. */
export function ConsumerState({
  consumer: { state, reason, failing_since },
}: {
  consumer: Pick<Consumer, 'state' | 'reason' | 'failing_since'>;
}) {
  const say = useWords();
  return (
    <Stack gap={2} align="flex-start">
      <Badge color={stateColours[state]}>{say(state)}</Badge>
      {reason && <Text size="xs">{reason}</Text>}
      {state === 'enabled' && failing_since && (
        <Text size="xs" c="var(--mantine-color-red-light-color)">
          {say('failing', { since: fullTime(failing_since) })}
        </Text>
      )}
    </Stack>
  );
}

function NewConsumer({ onMade }: { onMade: (consumer: { name: string; secret: string }) => void }) {
  const say = useWords();
  const create = useActing('POST /api/v1/consumers', ['GET /api/v1/consumers']);
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState<string[]>([]);
  const save = () => {
    create.mutate({ body: { name, url, filter: { types } } }, { onSuccess: onMade });
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
      <TextInput
        label={say('url')}
        required
        type="url"
        maxLength={2000}
        placeholder="https://"
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <TagsInput
        label={say('types')}
        description={say('types_hint')}
        value={types}
        onChange={setTypes}
        maxTags={100}
      />
    </SaveForm>
  );
}
