import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Said, useSaid } from './said.ts';
import { ask, type PhonePlatform } from './simulator.ts';

/** What a customer does, and what the phone shows of it; nothing without `kind`. */
export interface Deed {
  message: Readonly<Record<string, unknown>>;
  kind?: Said['kind'];
  text?: string;
}

/** Whose phone it is. */
export interface Owner {
  platform: PhonePlatform;
  /** The account that is written to, by the platform's id. */
  account: string;
  /** By name: the simulator invents whoever it does not know. */
  user: string;
}

/** What was said on a phone, and how to do something on it. */
export function usePhone({ platform, account, user }: Owner) {
  const queries = useQueryClient();
  const { said, add } = useSaid(platform, account, user);
  const acting = useMutation({
    async mutationFn({ message, kind, text = '' }: Deed) {
      const { now } = await ask<{ now: number }>('GET', '/');
      const body = { platform, account, from: { name: user }, message };
      const { message_id } = await ask<{ message_id: string | null }>('POST', '/say', body);
      if (kind !== undefined) add({ id: message_id ?? `${now}`, at: now, kind, text });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['simulator', 'inbox', platform] }),
  });
  const reading = useMutation({
    mutationFn: (id: string) => ask('POST', '/read', { platform, account, user: id, play: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['simulator', 'inbox', platform] }),
  });
  return {
    said,
    act: acting.mutate,
    read: reading.mutate,
    isBusy: acting.isPending,
    error: acting.error ?? reading.error,
  };
}

/** Changes what is going to go wrong. */
export function useTrouble() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ method, place, body }: { method: string; place: string; body?: unknown }) =>
      ask(method, place, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ['simulator', 'conditions'] }),
  });
}
