import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf, Given, InputOf, OperationName } from '../../../src/client/index.ts';
import { hub } from './hub.ts';
import type { ReadingName } from './reading.ts';

/** An operation that changes something, and what has to be read anew after it. */
export function useActing<Name extends OperationName>(name: Name, affected: readonly ReadingName[]) {
  const queries = useQueryClient();
  return useMutation({
    // The client's types tell operations with and without input apart; a generic name is both.
    mutationFn: (input: InputOf<Name>): Promise<AnswerOf<Name>> =>
      hub.request(name, ...([input] as unknown as Given<Name>)),
    // Not waited for: what is read anew may replace the very form that still has to say that it was saved.
    onSuccess() {
      for (const reading of affected) void queries.invalidateQueries({ queryKey: [reading] });
    },
  });
}
