import { Anchor, Button, JsonInput, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { InputOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { Dialog } from '../shell/dialog.tsx';
import { Moment } from '../shell/moment.tsx';
import { RowList } from '../shell/row-list.tsx';
import { SaveForm } from '../shell/save-form.tsx';
import { Page } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Questions = InputOf<'PUT /api/v1/agent/evaluations/{name}'>['body']['questions'];

/** The sets of questions that agents are examined with. */
export function EvaluationsPage() {
  const say = useWords();
  const mayAct = useMay('admin');
  const rows = useRows('GET /api/v1/agent/evaluations');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Page title={say('title')} actions={mayAct && <Button onClick={open}>{say('add')}</Button>}>
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={480}
        columns={[say('name'), say('questions'), say('changed')]}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {({ name, questions, updated_at }) => (
          <Table.Tr key={name}>
            <Table.Td>
              <Anchor component={Link} size="sm" to={`/evaluations/${encodeURIComponent(name)}`}>
                {name}
              </Anchor>
            </Table.Td>
            <Table.Td>{questions.length}</Table.Td>
            <Table.Td>
              <Moment at={updated_at} />
            </Table.Td>
          </Table.Tr>
        )}
      </RowList>
      <Dialog opened={isOpen} onClose={close} title={say('add')} size="lg">
        <NewSet />
      </Dialog>
    </Page>
  );
}

const example: Questions = [
  { messages: 'When do you open?', expected: ['nine'], forbidden: ['midnight'], decision: 'reply' },
];

function NewSet() {
  const say = useWords();
  const navigate = useNavigate();
  const put = useActing('PUT /api/v1/agent/evaluations/{name}', ['GET /api/v1/agent/evaluations']);
  const [name, setName] = useState('');
  const [text, setText] = useState(() => JSON.stringify(example, null, 2));
  const [fault, setFault] = useState<string | null>(null);
  const save = () => {
    try {
      const questions: Questions = JSON.parse(text);
      setFault(null);
      put.mutate(
        { params: { name }, body: { questions } },
        { onSuccess: () => void navigate({ to: `/evaluations/${encodeURIComponent(name)}` }) },
      );
    } catch (error) {
      setFault(say('not_json', { error: String(error) }));
    }
  };
  return (
    <SaveForm label={say('save')} onSave={save} error={put.error} isBusy={put.isPending}>
      <TextInput
        label={say('name')}
        required
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus
      />
      <JsonInput
        size="xs"
        label={say('questions')}
        description={say('questions_hint')}
        autosize
        minRows={10}
        maxRows={30}
        value={text}
        onChange={setText}
        error={fault}
        spellCheck={false}
      />
    </SaveForm>
  );
}
