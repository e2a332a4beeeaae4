import { Badge, Group, Text } from '@mantine/core';
import IconClock from '@tabler/icons-react/icons/IconClock';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { reading } from '../../api/reading.ts';
import { shortDuration, useNow } from '../../language/times.ts';
import { onEvents } from '../../live/feed.ts';
import { useWords } from '../words.ts';
import classes from './composer.module.css';

/** Whether something may be sent now, and what it costs. */
export type Verdict = AnswerOf<'GET /api/v1/conversations/{id}/can-send'>;

const name = 'GET /api/v1/conversations/{id}/can-send';

/** What the hub says of sending here, asked again when time or a message changes it. */
export function useVerdict(id: string, author: 'human' | 'api'): Verdict | undefined {
  const queries = useQueryClient();
  const { data } = useQuery(reading(name, { params: { id }, query: { author } }));
  const endsAt = data?.ends_at;
  useEffect(() => {
    const ask = () => void queries.invalidateQueries({ queryKey: [name] });
    const changes = /^message\.(received|sent|failed)$|^conversation\.|^account\./;
    const stop = onEvents((events) => {
      if (events.some(({ conversation_id, type }) => conversation_id === id && changes.test(type))) ask();
    });
    if (!endsAt) return stop;
    // A moment later, so that it has certainly ended; a timer holds no longer than some weeks.
    const left = Math.min(Date.parse(endsAt) - Date.now() + 1000, 2 ** 31 - 1);
    const timer = setTimeout(ask, Math.max(left, 1000));
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, endsAt, queries]);
  return data;
}

// From here on the time that is left is worth a colour.
const soonMs = 2 * 60 * 60_000;

/** The window, the cost and the quota; and the reason where nothing may be sent. */
export function VerdictLine({ verdict }: { verdict: Verdict | undefined }) {
  const say = useWords();
  const now = useNow(20_000);
  if (!verdict) return null;
  const { window, cost, quota, error, verdict: answer } = verdict;
  const left = window?.ends_at ? Date.parse(window.ends_at) - now : null;
  return (
    <div className={classes.verdict}>
      <Group gap="xs">
        {window && (
          <Badge
            color={!window.open ? 'red' : left !== null && left < soonMs ? 'orange' : 'gray'}
            leftSection={<IconClock size={12} />}
          >
            {window.open && left !== null
              ? say('window_left', { time: shortDuration(left) })
              : say('window_closed')}
          </Badge>
        )}
        {cost === 'charged' && <Badge color="orange">{say('cost_charged')}</Badge>}
        {cost === 'counted' && <Badge color="gray">{say('cost_counted')}</Badge>}
        {cost === 'free' && <Badge color="gray">{say('cost_free')}</Badge>}
        {quota && quota.limit !== null && (
          <Text size="xs" c="dimmed">
            {say('quota', { used: quota.used, limit: quota.limit })}
          </Text>
        )}
        {answer === 'with_template' && <Text size="xs">{say('only_template')}</Text>}
        {answer === 'as_human_agent' && <Text size="xs">{say('as_human_agent')}</Text>}
      </Group>
      {answer === 'refused' && (
        <Text size="sm" c="var(--mantine-color-error)">
          {error ? `${error.cause} ${error.fix}` : verdict.reason}
        </Text>
      )}
    </div>
  );
}
