import { Anchor, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { useMay } from '../session/session.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Moment } from '../shell/moment.tsx';
import { tell } from '../shell/notices.ts';
import { RowList } from '../shell/row-list.tsx';
import { Page, ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Dead = RowOf<'GET /api/v1/dead'>;

const affected = ['GET /api/v1/dead'] as const;
// A pause in typing, not every letter.
const typingMs = 300;

/** Work that was given up: why, and bringing it back or forgetting it. */
export function DeadPage() {
  const say = useWords();
  const mayAct = useMay('send');
  const [given, setGiven] = useState('');
  const [reason] = useDebouncedValue(given.trim(), typingMs);
  const rows = useRows('GET /api/v1/dead', reason ? { query: { reason } } : {});
  const all = useActing('POST /api/v1/dead/redrive', affected);
  const redriveAll = () =>
    all.mutate(
      { body: { ...(reason && { reason }) } },
      {
        onSuccess: ({ redriven }) => tell(say('redriven', { count: redriven })),
      },
    );
  return (
    <Page
      title={say('title')}
      actions={
        mayAct &&
        rows.rows &&
        rows.rows.length > 0 && (
          <Button variant="default" onClick={redriveAll} loading={all.isPending}>
            {say('redrive_all')}
          </Button>
        )
      }
    >
      <TextInput
        placeholder={say('filter')}
        aria-label={say('filter')}
        value={given}
        onChange={({ currentTarget }) => setGiven(currentTarget.value)}
        maw={280}
        maxLength={200}
      />
      {all.error && <ProblemNotice error={all.error} />}
      <RowList
        rows={rows}
        label={say('title')}
        minWidth={760}
        columns={[say('what'), say('reason'), say('attempts'), say('died'), '']}
        empty={{ title: say('none'), hint: say('none_hint') }}
      >
        {(job) => <DeadLine key={job.id} job={job} mayAct={mayAct} />}
      </RowList>
    </Page>
  );
}

const kinds = ['send', 'media', 'deliver', 'analyse', 'answer'] as const;

function DeadLine({ job, mayAct }: { job: Dead; mayAct: boolean }) {
  const say = useWords();
  const redrive = useActing('POST /api/v1/dead/{id}/redrive', affected);
  const discard = useActing('DELETE /api/v1/dead/{id}', affected);
  const kind = kinds.find((one) => one === job.kind);
  const params = { id: job.id };
  return (
    <Table.Tr>
      <Table.Td>
        {kind === 'send' ? (
          <Anchor size="sm" href={`/messages/${job.reference}`}>
            {say('message')}
          </Anchor>
        ) : (
          <Text size="sm">{kind ? say(kind) : job.kind}</Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{job.reason}</Text>
        {(redrive.error ?? discard.error) && <ProblemNotice error={redrive.error ?? discard.error} />}
      </Table.Td>
      <Table.Td>{job.attempts}</Table.Td>
      <Table.Td>
        <Moment at={job.died_at} />
      </Table.Td>
      <Table.Td>
        {mayAct && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button variant="default" loading={redrive.isPending} onClick={() => redrive.mutate({ params })}>
              {say('redrive')}
            </Button>
            <ConfirmButton
              label={say('discard')}
              question={say('discard_question')}
              isBusy={discard.isPending}
              onConfirm={() => discard.mutate({ params })}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
