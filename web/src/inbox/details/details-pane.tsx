import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import IconX from '@tabler/icons-react/icons/IconX';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { fullTime } from '../../language/times.ts';
import { useMay } from '../../session/session.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import type { Conversation } from '../list/filter.ts';
import type { Change } from '../thread/conversation.ts';
import classes from '../thread/thread.module.css';
import { useWords } from '../words.ts';
import { AnalysisView } from './analysis.tsx';
import { Notes } from './notes.tsx';

// As many as the hub takes.
const mostTags = 50;

/** Who looks after a conversation, what it is about, and what colleagues say of it. */
export function DetailsPane({
  conversation,
  onChange,
  onClose,
}: {
  conversation: Conversation;
  onChange: (change: Change) => void;
  onClose: () => void;
}) {
  const say = useWords();
  return (
    <aside className={classes.details} aria-label={say('details')}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{say('details')}</Title>
          <ActionIcon aria-label={say('cancel')} onClick={onClose} size="sm">
            <IconX size={16} />
          </ActionIcon>
        </Group>
        <Care conversation={conversation} onChange={onChange} />
        <SeenButton conversationId={conversation.id} />
        <AnalysisView conversation={conversation} />
        <Facts conversation={conversation} />
        <Notes conversationId={conversation.id} />
      </Stack>
    </aside>
  );
}

function Care({
  conversation,
  onChange,
}: {
  conversation: Conversation;
  onChange: (change: Change) => void;
}) {
  const say = useWords();
  const mayAct = useMay('inbox');
  const { data } = useQuery(reading('GET /api/v1/members', { query: { limit: 200 } }));
  const { owner, assignee_id, team, tags } = conversation;
  return (
    <>
      <div>
        <Text size="xs" fw={500} mb={2}>
          {say('owner')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-label={say('owner')}
          disabled={!mayAct}
          value={owner}
          // The control offers just these.
          onChange={(value) => onChange({ owner: value as Conversation['owner'] })}
          data={[
            { value: 'bot', label: say('bot') },
            { value: 'human', label: say('human') },
            { value: 'none', label: say('nobody') },
          ]}
        />
      </div>
      <Select
        label={say('assignee')}
        placeholder={say('nobody')}
        clearable
        searchable
        disabled={!mayAct}
        value={assignee_id}
        onChange={(value) => onChange({ assignee_id: value })}
        data={(data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        key={`team ${team}`}
        label={say('team')}
        disabled={!mayAct}
        defaultValue={team ?? ''}
        onBlur={({ currentTarget: { value } }) => {
          const wanted = value.trim() || null;
          if (wanted !== team) onChange({ team: wanted });
        }}
      />
      <TagsInput
        label={say('tags')}
        maxTags={mostTags}
        disabled={!mayAct}
        value={tags}
        onChange={(wanted) =>
          onChange({
            add_tags: wanted.filter((tag) => !tags.includes(tag)),
            remove_tags: tags.filter((tag) => !wanted.includes(tag)),
          })
        }
      />
    </>
  );
}

/** Shows the person that their messages were seen; a platform that has no such sign says so. */
function SeenButton({ conversationId: id }: { conversationId: string }) {
  const say = useWords();
  const mayAct = useMay('inbox');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      hub.request('POST /api/v1/conversations/{id}/actions', {
        params: { id },
        body: { action: 'mark_read' },
      }),
  });
  if (!mayAct) return null;
  return (
    <>
      <Button variant="default" loading={isPending} onClick={() => mutate()}>
        {say('mark_read')}
      </Button>
      {error && <ProblemNotice error={error} />}
    </>
  );
}

function Facts({ conversation: { contact, created_at } }: { conversation: Conversation }) {
  const say = useWords();
  return (
    <Stack gap={4}>
      {contact?.username && <Fact name={say('username')}>{contact.username}</Fact>}
      <Fact name={say('first_seen')}>{fullTime(created_at)}</Fact>
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="xs" truncate>
        {children}
      </Text>
    </Group>
  );
}
