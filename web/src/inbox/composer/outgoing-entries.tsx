import { Button, Group } from '@mantine/core';
import { useEffect } from 'react';
import { ProblemNotice } from '../../shell/states.tsx';
import { ContentView } from '../content/content-view.tsx';
import classes from '../thread/thread.module.css';
import type { Message } from '../thread/thread.ts';
import { useWords } from '../words.ts';
import { forget, type Outgoing, retry, useOutgoing } from './outbox.ts';

/** What was sent from here and is not in the thread yet. */
export function OutgoingEntries({
  conversationId,
  messages,
}: {
  conversationId: string;
  messages: readonly Message[];
}) {
  const outgoing = useOutgoing(conversationId);
  const known = new Set(messages.map(({ id }) => id));
  const arrived = outgoing.filter(({ id }) => id !== null && known.has(id)).map(({ key }) => key);
  const arrivedKeys = arrived.join(' ');
  useEffect(() => {
    for (const key of arrivedKeys.split(' ').filter(Boolean)) forget(key);
  }, [arrivedKeys]);
  return outgoing
    .filter(({ key }) => !arrived.includes(key))
    .map((one) => <OutgoingEntry key={one.key} outgoing={one} />);
}

function OutgoingEntry({ outgoing }: { outgoing: Outgoing }) {
  const say = useWords();
  const { sending, error, key } = outgoing;
  return (
    <div className={classes.entry} data-direction="out" data-first>
      <div className={classes.line}>
        <div className={classes.bubble} data-failed={error !== null || undefined}>
          <ContentView content={sending.content} />
          <div className={classes.foot}>{say(error === null ? 'sending' : 'failed')}</div>
        </div>
      </div>
      {error !== null && (
        <div className={classes.failure}>
          <ProblemNotice error={error} />
          <Group gap="xs" mt={4}>
            <Button variant="default" onClick={() => retry(outgoing)}>
              {say('redrive')}
            </Button>
            <Button variant="default" onClick={() => forget(key)}>
              {say('discard')}
            </Button>
          </Group>
        </div>
      )}
    </div>
  );
}
