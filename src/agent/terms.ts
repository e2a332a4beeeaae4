import type { AccountAgent } from './directory.ts';
import type { Budget } from './model/budget.ts';
import type { ModelChoice } from './model/choice.ts';
import type { ModelChoice as ChosenModel } from './settings.ts';

/** A model of the settings with the account's own key, which is one to the provider of its first model. */
export function choiceFor({ settings, secrets }: AccountAgent, model: ChosenModel): ModelChoice {
  const isOwn = secrets.api_key !== undefined && model.provider === settings.model.provider;
  return isOwn ? { ...model, api_key: secrets.api_key } : model;
}

/** What the calls of an account's agent are counted against. */
export function budgetFor(agent: AccountAgent, platform: string | null): Budget {
  const { workspaceId, accountId, settings } = agent;
  const { tokens_per_day, usd_per_day } = settings.budget;
  return {
    ...{ workspaceId, accountId, platform, timeZone: settings.hours.time_zone },
    limits: { tokens_per_day, usd_per_day },
  };
}
