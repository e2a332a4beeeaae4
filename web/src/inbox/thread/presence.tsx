import { Avatar, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { hub } from '../../api/hub.ts';
import { useSession } from '../../session/session.ts';
import { useWords } from '../words.ts';

// The hub forgets who has not been heard of for some 15 s.
const beatMs = 5000;

/** Who else has this conversation open, and whether they write. */
export function Presence({ conversationId: id }: { conversationId: string }) {
  const say = useWords();
  const { member } = useSession();
  const { data } = useQuery({
    queryKey: ['presence', id],
    queryFn: () => {
      const isWriting = (localStorage.getItem(`parley.draft.${id}`) ?? '') !== '';
      const body = { state: isWriting ? ('writing' as const) : ('viewing' as const) };
      return hub.request('POST /api/v1/conversations/{id}/presence', { params: { id }, body });
    },
    // A service has no face, and whoever looks elsewhere is not here.
    enabled: member !== null,
    refetchInterval: beatMs,
    refetchIntervalInBackground: false,
    staleTime: 0,
    retry: false,
  });
  const others = data?.data ?? [];
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name).join(', ');
  const isWriting = others.some(({ state }) => state === 'writing');
  const words = say(isWriting ? 'is_writing' : 'is_here', { names });
  return (
    <Tooltip label={words}>
      <div role="status" style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
        <Avatar.Group spacing="xs">
          {others.slice(0, 3).map(({ member_id, name }) => (
            <Avatar key={member_id} name={name} size={24} radius="xl" color="initials" aria-hidden />
          ))}
        </Avatar.Group>
        <Text size="xs" c="dimmed" visibleFrom="md">
          {words}
        </Text>
      </div>
    </Tooltip>
  );
}
