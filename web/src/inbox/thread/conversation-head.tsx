import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import IconArrowLeft from '@tabler/icons-react/icons/IconArrowLeft';
import IconCheck from '@tabler/icons-react/icons/IconCheck';
import IconLayoutSidebarRight from '@tabler/icons-react/icons/IconLayoutSidebarRight';
import IconRotate from '@tabler/icons-react/icons/IconRotate';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PlatformIcon } from '../../accounts/platform-mark.tsx';
import { reading } from '../../api/reading.ts';
import { useMay } from '../../session/session.ts';
import { nameOf } from '../list/conversation-row.tsx';
import type { Conversation } from '../list/filter.ts';
import { useWords } from '../words.ts';
import { Presence } from './presence.tsx';
import classes from './thread.module.css';

/** With whom, through which account, who else is here; and the way to resolve it. */
export function ConversationHead({
  conversation,
  onToggleStatus,
  hasDetails,
  onToggleDetails,
}: {
  conversation: Conversation;
  onToggleStatus: () => void;
  hasDetails: boolean;
  onToggleDetails: () => void;
}) {
  const say = useWords();
  const mayAct = useMay('inbox');
  const { data } = useQuery(reading('GET /api/v1/accounts', { query: { limit: 200 } }));
  const account = data?.data.find(({ id }) => id === conversation.account_id);
  const isClosed = conversation.status === 'closed';
  return (
    <header className={classes.head}>
      <ActionIcon component={Link} to="/inbox" search hiddenFrom="sm" aria-label={say('back')}>
        <IconArrowLeft size={18} />
      </ActionIcon>
      <div className={classes.title}>
        <Group gap={6} wrap="nowrap">
          <PlatformIcon platform={conversation.platform} />
          <Title order={2} lineClamp={1}>
            {nameOf(conversation) ?? say('somebody')}
          </Title>
        </Group>
        <Text size="xs" c="dimmed" truncate>
          {account?.name}
        </Text>
      </div>
      <Presence conversationId={conversation.id} />
      {mayAct && (
        <Button
          variant="default"
          leftSection={isClosed ? <IconRotate size={14} /> : <IconCheck size={14} />}
          onClick={onToggleStatus}
        >
          {say(isClosed ? 'reopen' : 'resolve')}
        </Button>
      )}
      <Tooltip label={say('details')}>
        <ActionIcon aria-label={say('details')} aria-pressed={hasDetails} onClick={onToggleDetails}>
          <IconLayoutSidebarRight size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
