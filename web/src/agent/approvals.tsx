import { Alert, Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useActing } from '../api/acting.ts';
import { type RowOf, useRows } from '../api/rows.ts';
import { fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { ProblemNotice } from '../shell/states.tsx';
import { useWords } from './words.ts';

type Approval = RowOf<'GET /api/v1/agent/approvals'>;

const affected = ['GET /api/v1/agent/approvals', 'GET /api/v1/agent/runs'] as const;

/** Calls of tools that wait for a person's consent. */
export function Approvals() {
  const say = useWords();
  const { rows } = useRows('GET /api/v1/agent/approvals');
  const waiting = rows?.filter(({ state }) => state === 'waiting') ?? [];
  if (waiting.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" title={say('approvals')}>
      <Stack gap="md">
        <Text size="sm">{say('approval_hint')}</Text>
        {waiting.map((approval) => (
          <ApprovalLine key={approval.id} approval={approval} />
        ))}
      </Stack>
    </Alert>
  );
}

function ApprovalLine({ approval }: { approval: Approval }) {
  const say = useWords();
  const mayAct = useMay('inbox');
  const approve = useActing('POST /api/v1/agent/approvals/{id}/approve', affected);
  const refuse = useActing('POST /api/v1/agent/approvals/{id}/refuse', affected);
  const params = { id: approval.id };
  const isBusy = approve.isPending || refuse.isPending;
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" fw={500}>
        {approval.tool}
      </Text>
      <Code block>{JSON.stringify(approval.arguments, null, 2)}</Code>
      {approval.expires_at && (
        <Text size="xs">
          {say('until')} {fullTime(approval.expires_at)}
        </Text>
      )}
      <Group gap="xs">
        {mayAct && (
          <>
            <Button loading={isBusy} onClick={() => approve.mutate({ params })}>
              {say('approve')}
            </Button>
            <Button variant="default" loading={isBusy} onClick={() => refuse.mutate({ params })}>
              {say('refuse')}
            </Button>
          </>
        )}
        {approval.conversation_id && (
          <Anchor component={Link} size="sm" to={`/inbox/${approval.conversation_id}`}>
            {say('conversation')}
          </Anchor>
        )}
      </Group>
      {(approve.error ?? refuse.error) && <ProblemNotice error={approve.error ?? refuse.error} />}
    </Stack>
  );
}
