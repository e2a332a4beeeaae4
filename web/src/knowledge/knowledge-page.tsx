import { Badge, Button, FileButton, Group, Table, Text } from '@mantine/core';
import { useDisclosure, useInterval } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Moment } from '../shell/moment.tsx';
import { tell, tellFailure } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { Page } from '../shell/states.tsx';
import { NewText } from './new-text.tsx';
import { Trial } from './trial.tsx';
import { uploadKnowledge } from './upload.ts';
import { useWords } from './words.ts';

type Document = RowOf<'GET /api/v1/agent/knowledge'>;

const affected = ['GET /api/v1/agent/knowledge'] as const;
// A document is read within some seconds, and whoever added it waits for that.
const lookEveryMs = 1000;
// What `POST /api/v1/agent/knowledge/files` takes.
const accepted = '.md,.txt,.html,.htm,.pdf,.csv';

/** What the agent answers by: documents, and a trial of what it would find. */
export function KnowledgePage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const rows = useRows('GET /api/v1/agent/knowledge');
  const [isOpen, { open, close }] = useDisclosure(false);
  const isIndexing = rows.rows?.some(({ state }) => state === 'indexing') ?? false;
  const { start, stop } = useInterval(rows.retry, lookEveryMs);
  useEffect(() => {
    if (isIndexing) start();
    return stop;
  }, [isIndexing, start, stop]);
  return (
    <Page
      title={say('title')}
      actions={
        mayAct && (
          <>
            <Button variant="default" onClick={open}>
              {say('add_text')}
            </Button>
            <FileUpload />
          </>
        )
      }
    >
      <Trial />
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={760}
        columns={[say('name'), say('format'), say('tags'), say('passages'), say('state'), say('changed'), '']}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {(document) => <DocumentLine key={document.id} document={document} mayAct={mayAct} />}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add_text')} size="lg">
        <NewText onMade={close} />
      </Dialog>
    </Page>
  );
}

function FileUpload() {
  const say = useWords();
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: uploadKnowledge,
    onSuccess({ title }) {
      tell(say('uploaded', { title }));
      for (const name of affected) void queries.invalidateQueries({ queryKey: [name] });
    },
    onError: tellFailure,
  });
  return (
    <FileButton accept={accepted} onChange={(file) => file && upload.mutate(file)}>
      {(props) => (
        <Button {...props} loading={upload.isPending}>
          {say('add_file')}
        </Button>
      )}
    </FileButton>
  );
}

const colours = { indexing: 'yellow', ready: 'green', failed: 'red' } as const;

function DocumentLine({ document, mayAct }: { document: Document; mayAct: boolean }) {
  const say = useWords();
  const remove = useActing('DELETE /api/v1/agent/knowledge/{id}', affected);
  return (
    <Table.Tr>
      <Table.Td>{document.title}</Table.Td>
      <Table.Td>{document.format}</Table.Td>
      <Table.Td>{document.tags.join(', ')}</Table.Td>
      <Table.Td>{document.passages}</Table.Td>
      <Table.Td>
        <Badge color={colours[document.state]}>{say(document.state)}</Badge>
        {document.reason && (
          <Text size="xs" c="dimmed">
            {document.reason}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Moment at={document.updated_at} />
      </Table.Td>
      <Table.Td>
        {mayAct && (
          <Group justify="flex-end">
            <ConfirmButton
              label={say('remove')}
              question={say('remove_question', { title: document.title })}
              isBusy={remove.isPending}
              onConfirm={() => remove.mutate({ params: { id: document.id } }, { onError: tellFailure })}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
