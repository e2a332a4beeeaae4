import type { Clock } from '../../clock.ts';
import type { Amount, Budget, Budgets } from './budget.ts';
import type { ModelChoice } from './choice.ts';
import type { CallRecord, Purpose, Usage } from './contract.ts';
import type { Ending } from './failures.ts';
import type { CountedTokens, Prices } from './prices.ts';

/** What is told of each request to a provider, for metrics and statistics. */
export interface Observed extends CallRecord {
  purpose: Purpose;
  workspaceId: string;
  accountId: string;
  /** The name where it is one of the list prices, else `other`: names of accounts' own must not fill metrics. */
  known_model: string;
}

/** What a meter needs. */
export interface MeterOptions {
  budgets: Budgets;
  prices: Prices;
  clock: Clock;
  observe(observed: Observed): void;
  onError(error: unknown): void;
}

/** What came of a request to a provider. */
export interface Measured<T> {
  result: T | Ending;
  /** As the provider counted; null: it does not tell, or gave no answer. */
  tokens: CountedTokens | null;
}

/** Whether it is an ending and no result; what models answer has no `kind`. */
export function isEnding<T extends object>(result: T | Ending): result is Ending {
  return 'kind' in result;
}

// A provider may have read all of it, and charge for that, though nobody waited for its answer.
const chargedEndings: readonly string[] = ['timed_out', 'aborted'];

/** Sees to it that each request of one call is paid for before it is made, settled after it, and recorded. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #budget: Budget;
  readonly #purpose: Purpose;
  readonly calls: CallRecord[] = [];

  constructor(options: MeterOptions, budget: Budget, purpose: Purpose) {
    this.#options = options;
    this.#budget = budget;
    this.#purpose = purpose;
  }

  /** Makes a request that may need as many tokens as `most`. What `ask` throws was a mistake of ours. */
  async measure<T extends object>(
    choice: ModelChoice,
    most: CountedTokens,
    ask: () => Promise<Measured<T>>,
  ): Promise<T | Ending> {
    const { budgets, clock } = this.#options;
    const reservation = await budgets.reserve(this.#budget, this.#amount(choice, most));
    if (!reservation) {
      const left = {
        kind: 'budget_spent' as const,
        detail: `Not ${most.input + most.output} tokens are left.`,
      };
      this.record(choice, left, null, 0);
      return left;
    }
    const started = clock.monotonic();
    // What a mistake of ours has used up is not known.
    let used: CountedTokens = most;
    try {
      const { result, tokens } = await ask();
      used = tokens ?? guess(result, most);
      this.record(choice, isEnding(result) ? result : null, tokens, clock.monotonic() - started);
      return result;
    } finally {
      // An answer is not thrown away because it could not be booked; it stays reserved then.
      await budgets.settle(reservation, this.#amount(choice, used)).catch(this.#options.onError);
    }
  }

  /** Keeps what came of a request; null as the ending is an answer. */
  record(choice: ModelChoice, ending: Ending | null, tokens: CountedTokens | null, latency: number): void {
    const { prices, clock, observe } = this.#options;
    const { provider, model } = choice;
    const record: CallRecord = {
      ...{ type: 'model', provider, model, outcome: ending?.kind ?? 'answer' },
      ...(ending && { detail: ending.detail }),
      latency_ms: Math.round(latency),
      input_tokens: tokens?.input ?? null,
      output_tokens: tokens?.output ?? null,
      cost_micros: tokens && prices.cost(model, tokens, clock.now()),
    };
    this.calls.push(record);
    const { workspaceId, accountId } = this.#budget;
    const known_model = prices.knows(model) ? model : 'other';
    observe({ ...record, purpose: this.#purpose, workspaceId, accountId, known_model });
  }

  /** What all requests together have used up. */
  usage(): Usage {
    const told = this.calls.filter(({ input_tokens }) => input_tokens !== null);
    const sum = (of: (call: CallRecord) => number | null) =>
      told.reduce((all, call) => all + (of(call) ?? 0), 0);
    return {
      input_tokens: sum(({ input_tokens }) => input_tokens),
      output_tokens: sum(({ output_tokens }) => output_tokens),
      cost_micros: told.some(({ cost_micros }) => cost_micros === null)
        ? null
        : sum(({ cost_micros }) => cost_micros),
    };
  }

  #amount({ model }: ModelChoice, tokens: CountedTokens): Amount {
    const micros = this.#options.prices.cost(model, tokens, this.#options.clock.now());
    return { tokens: tokens.input + tokens.output, micros };
  }
}

function guess(result: object, most: CountedTokens): CountedTokens {
  // A server that does not count may have used all of it.
  if (!('kind' in result)) return most;
  return chargedEndings.includes(String(result.kind))
    ? { input: most.input, output: 0 }
    : { input: 0, output: 0 };
}
