/** Every way in which a call can end without an answer. */
export const callEndings = [
  'refused_by_safety',
  'cut',
  'invalid_output',
  'no_output',
  'aborted',
  'timed_out',
  'rate_limited',
  'unavailable',
  'bad_key',
  'bad_request',
  'not_configured',
  'budget_spent',
] as const;

/** One of {@link callEndings}. */
export type CallEnding = (typeof callEndings)[number];

/** What whoever called should do now: come again later, give it to people, or nothing at all. */
export type NextStep = 'retry_later' | 'hand_over' | 'stop';

/** What an ending leads to, and how it is explained to an operator. */
export interface Decision {
  /** How often the same model is asked again at once. */
  tries_again: number;
  /** The wait before the first of these; it doubles each time. Without it there is none. */
  wait_ms?: number;
  /** The next try may write so many times as much. */
  more_room?: number;
  /** Whether the second model is asked. */
  second_model: boolean;
  next: NextStep;
  /** With `retry_later`: how long to wait where the provider does not say. */
  retry_after_ms?: number;
  cause: string;
  fix: string;
}

/**
 * The one place where it is decided what becomes of a call that brought no answer. Tries of one step of a call:
 * tools that were called in an earlier step are never called again because of them.
 */
export const decisions: Readonly<Record<CallEnding, Decision>> = {
  refused_by_safety: {
    tries_again: 0,
    // Asking around until one answers is not what a safety filter is for.
    second_model: false,
    next: 'hand_over',
    cause: 'The provider refused to answer: its safety filter stopped the prompt or the answer.',
    fix: 'Nothing, when the text deserved it. Else look at the prompt in the ledger, or choose another model.',
  },
  cut: {
    tries_again: 1,
    more_room: 2,
    second_model: true,
    next: 'hand_over',
    cause: 'The answer was longer than it may be, so it was cut off; thinking counts too.',
    fix: 'Ask for shorter answers in the house rules, or choose a model that thinks less.',
  },
  invalid_output: {
    tries_again: 1,
    second_model: true,
    next: 'hand_over',
    cause: 'The answer does not have the form it must have.',
    fix: 'If it happens often, choose a model that keeps to a JSON schema.',
  },
  no_output: {
    tries_again: 1,
    second_model: true,
    next: 'hand_over',
    cause: 'The model ended without saying anything.',
    fix: 'If it happens often, choose another model.',
  },
  aborted: {
    tries_again: 0,
    second_model: false,
    next: 'stop',
    cause: 'The call was stopped, because its answer is not wanted any more.',
    fix: 'Nothing has to be done.',
  },
  timed_out: {
    tries_again: 0,
    second_model: true,
    next: 'hand_over',
    cause: 'The model did not answer in time.',
    fix: 'Raise the time of the account for an answer, or choose a faster model.',
  },
  rate_limited: {
    tries_again: 1,
    wait_ms: 500,
    second_model: true,
    next: 'retry_later',
    // Limits are counted by the minute.
    retry_after_ms: 20_000,
    cause: 'The provider takes no more calls for now: a limit of the key is reached.',
    fix: 'The hub tries again by itself. If it happens often, raise the limit with the provider or set a second model.',
  },
  unavailable: {
    tries_again: 2,
    wait_ms: 500,
    second_model: true,
    next: 'retry_later',
    retry_after_ms: 5000,
    cause: 'The provider could not be reached, or had an error of its own.',
    fix: 'The hub tries again by itself. If it lasts, look at the provider’s status page, and at the network and proxy of this machine.',
  },
  bad_key: {
    tries_again: 0,
    second_model: true,
    next: 'hand_over',
    cause:
      'The provider does not accept the key: it is wrong, revoked, without credit, or not allowed to use the model.',
    fix: 'Look at the key with the provider, and set a good one for the account or the installation.',
  },
  bad_request: {
    tries_again: 0,
    second_model: true,
    next: 'hand_over',
    cause:
      'The provider refused the request itself: often the model does not exist, or cannot do what was asked of it.',
    fix: 'Check the name of the model; the detail has the provider’s own words.',
  },
  not_configured: {
    tries_again: 0,
    second_model: true,
    next: 'hand_over',
    cause: 'There is no key or address for the provider of the model.',
    fix: 'Set the key of the account, or the variables of the installation that .env.example names.',
  },
  budget_spent: {
    tries_again: 0,
    second_model: false,
    next: 'hand_over',
    cause: 'What the account’s agent may use up in a day is spent, or would be by this call.',
    fix: 'Raise the budget of the account, or wait for the next day in its time zone.',
  },
};
