import { accounts } from './001-accounts.ts';
import { conversations } from './002-conversations.ts';
import { webhooks } from './003-webhooks.ts';
import { work } from './004-work.ts';
import { accountHealth } from './005-account-health.ts';
import { contactProfiles } from './006-contact-profiles.ts';
import { workspaces } from './007-workspaces.ts';
import { statistics } from './008-statistics.ts';
import { desk } from './009-desk.ts';
import { lateEchoes } from './010-late-echoes.ts';
import { workers } from './011-workers.ts';
import { apps } from './012-apps.ts';
import { erasures } from './013-erasures.ts';
import { media } from './014-media.ts';
import { accountQuotas } from './015-account-quotas.ts';
import { templates } from './016-templates.ts';
import { consumers } from './017-consumers.ts';
import { keyLimits } from './018-key-limits.ts';
import { marketing } from './019-marketing.ts';
import { twins } from './020-twins.ts';
import { standby } from './021-standby.ts';
import { credentialEnds } from './022-credential-ends.ts';
import { agent } from './023-agent.ts';
import { search } from './024-search.ts';
import { uniqueJobs } from './025-unique-jobs.ts';
import { sessions } from './026-sessions.ts';
import { agentBudgets } from './027-agent-budgets.ts';
import { analysis } from './028-analysis.ts';
import { agentTools } from './029-agent-tools.ts';
import { agentMemory } from './030-agent-memory.ts';
import { agentEvaluations } from './031-agent-evaluations.ts';
import { agentAge } from './032-agent-age.ts';
import type { Migration } from './definition.ts';

/** All steps in order. A released step never changes; a change is a new step. */
export const migrations: readonly Migration[] = [
  accounts,
  conversations,
  webhooks,
  work,
  accountHealth,
  contactProfiles,
  workspaces,
  statistics,
  desk,
  lateEchoes,
  workers,
  apps,
  erasures,
  media,
  accountQuotas,
  templates,
  consumers,
  keyLimits,
  marketing,
  twins,
  standby,
  credentialEnds,
  agent,
  search,
  uniqueJobs,
  sessions,
  agentBudgets,
  analysis,
  agentTools,
  agentMemory,
  agentEvaluations,
  agentAge,
];
