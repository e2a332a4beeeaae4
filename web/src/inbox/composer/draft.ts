import { useEffect, useState } from 'react';

const prefix = 'parley.draft.';

/**
 * What is being written in a conversation. It is kept in this browser until it is sent, so that neither another
 * conversation nor a closed tab takes it away.
 */
export function useDraft(conversationId: string): [string, (text: string) => void] {
  const key = prefix + conversationId;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  useEffect(() => {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  }, [key, text]);
  return [text, setText];
}
