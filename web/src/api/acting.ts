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
    onSuccess: () =>
      Promise.all(affected.map((reading) => queries.invalidateQueries({ queryKey: [reading] }))),
  });
}
