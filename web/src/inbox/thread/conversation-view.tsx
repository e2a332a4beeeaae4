import { useRef, useState } from 'react';
import { useShortcuts } from '../../shell/shortcuts.tsx';
import { Loading, ProblemNotice } from '../../shell/states.tsx';
import { Composer } from '../composer/composer.tsx';
import { DetailsPane } from '../details/details-pane.tsx';
import type { Conversation } from '../list/filter.ts';
import { useWords } from '../words.ts';
import { useConversation } from './conversation.ts';
import { ConversationHead } from './conversation-head.tsx';
import { Messages } from './messages.tsx';
import classes from './thread.module.css';
import type { Message } from './thread.ts';

/** One conversation: what was said, what can be answered, and what is known of it. */
export function ConversationView({
  id,
  onChange,
}: {
  id: string;
  onChange: (conversation: Conversation) => void;
}) {
  const say = useWords();
  const { conversation, error, change } = useConversation(id, onChange);
  const [answering, setAnswering] = useState<Message | null>(null);
  const [hasDetails, setDetails] = useState(() => window.matchMedia('(min-width: 75em)').matches);
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const toggleStatus = () => change({ status: conversation?.status === 'closed' ? 'open' : 'closed' });
  useShortcuts([
    { key: 'r', words: say('write'), run: () => inputRef.current?.focus() },
    { key: 'e', words: `${say('resolve')} / ${say('reopen')}`, run: toggleStatus },
    { key: 'i', words: say('details'), run: () => setDetails(!hasDetails) },
  ]);
  if (error && !conversation) return <ProblemNotice error={error} />;
  if (!conversation) return <Loading />;
  return (
    <div className={classes.view} data-details={hasDetails || undefined}>
      <div className={classes.middle}>
        <ConversationHead
          conversation={conversation}
          onToggleStatus={toggleStatus}
          hasDetails={hasDetails}
          onToggleDetails={() => setDetails(!hasDetails)}
        />
        {error && <ProblemNotice error={error} />}
        <Messages
          conversation={conversation}
          onReply={(message) => {
            setAnswering(message);
            inputRef.current?.focus();
          }}
        />
        <Composer
          conversation={conversation}
          answering={answering}
          onAnswered={() => setAnswering(null)}
          inputRef={inputRef}
        />
      </div>
      {hasDetails && (
        <DetailsPane conversation={conversation} onChange={change} onClose={() => setDetails(false)} />
      )}
    </div>
  );
}
