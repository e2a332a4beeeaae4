import { Badge, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { tell, tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Template = RowOf<'GET /api/v1/templates'>;

const affected = ['GET /api/v1/templates'] as const;

/** The templates that platforms have approved, or look at. */
export function TemplatesPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const [account, setAccount] = useState<string | null>(null);
  const accounts = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const rows = useRows('GET /api/v1/templates', account ? { query: { account_id: account } } : {});
  return (
    <Page title={say('title')} actions={mayAct && account && <ReadButton account={account} />}>
      <Select
        aria-label={say('account')}
        placeholder={say('account')}
        data={accounts.data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={account}
        onChange={setAccount}
        clearable
        maw={280}
      />
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={760}
        columns={[say('name'), say('language'), say('category'), say('status'), say('text'), '']}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {(template) => <TemplateLine key={template.id} template={template} mayAct={mayAct} />}
      </RowList>
    </Page>
  );
}

function ReadButton({ account }: { account: string }) {
  const say = useWords();
  const sync = useActing('POST /api/v1/templates/sync', affected);
  const run = () =>
    sync.mutate(
      { body: { account_id: account } },
      { onSuccess: ({ templates }) => tell(say('done', { count: templates })), onError: tellFailure },
    );
  return (
    <Button variant="default" onClick={run} loading={sync.isPending}>
      {say('read')}
    </Button>
  );
}

const colours: Readonly<Record<string, string>> = { APPROVED: 'green', REJECTED: 'red', PAUSED: 'yellow' };

function TemplateLine({ template, mayAct }: { template: Template; mayAct: boolean }) {
  const say = useWords();
  const remove = useActing('DELETE /api/v1/templates/{id}', affected);
  return (
    <Table.Tr>
      <Table.Td>{template.name}</Table.Td>
      <Table.Td>{template.language}</Table.Td>
      <Table.Td>{template.category ?? '–'}</Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <Badge color={colours[template.status] ?? 'gray'}>{template.status}</Badge>
          {template.reason && <Text size="xs">{template.reason}</Text>}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Text size="sm" lineClamp={3} style={{ whiteSpace: 'pre-wrap' }}>
          {template.body ?? '–'}
        </Text>
      </Table.Td>
      <Table.Td>
        {mayAct && (
          <Group justify="flex-end">
            <ConfirmButton
              label={say('gone')}
              question={say('gone_question', { name: template.name })}
              isBusy={remove.isPending}
              onConfirm={() => remove.mutate({ params: { id: template.id } }, { onError: tellFailure })}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
