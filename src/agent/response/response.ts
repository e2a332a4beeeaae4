import type { AccountDirectory } from '../../accounts/directory.ts';
import type { PlatformClient } from '../../accounts/platform-client.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Clock } from '../../clock.ts';
import type { Interest } from '../../conversations/interest.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { performAction } from '../../outbound/actions.ts';
import type { JobHandler } from '../../work/handler.ts';
import type { AccountAgent } from '../directory.ts';
import type { KnowledgeLookup } from '../knowledge/lookup.ts';
import type { ModelCalls } from '../model/calls.ts';
import { answerHandler } from './answer-handler.ts';
import type { ClaimOptions } from './claim-turn.ts';
import { filesNamedIn } from './files.ts';
import { floorInterest, keepForPeople } from './floor.ts';
import { returnHandler } from './return-handler.ts';
import type { SettleOptions } from './settle-turn.ts';
import type { Minds } from './think.ts';

/** What answering needs of the hub. */
export interface ResponseOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  directory: AccountDirectory;
  client: PlatformClient;
  quotas: Quotas;
  calls: ModelCalls;
  lookup: Pick<KnowledgeLookup, 'find'>;
  agentOf(accountId: string): AccountAgent | undefined;
  /** A content with what is known of the files of ours in it. @throws Problem for a file that cannot be sent */
  withFiles: Minds['withFiles'];
  /** The tools of runs, and what becomes of those that people have to agree to. */
  tools: Pick<Minds, 'toolsFor'> & Pick<ClaimOptions, 'approvalsOf'> & Pick<SettleOptions, 'park'>;
  onError(error: unknown): void;
}

/** Response generation: who has the floor, and the work of answering. */
export interface Response {
  interest: Interest;
  handlers: readonly JobHandler[];
  /** What thinking stands on, for whoever rehearses. */
  minds: Minds;
}

// About a page: more makes an answer slower, dearer and vaguer.
const passagesForTurn = 6;

/** Puts response generation together. */
export function createResponse(options: ResponseOptions): Response {
  const { agentOf, clock, database, directory, quotas, tools } = options;
  const minds = mindsOf(options);
  const answering = answerHandler({
    ...{ agentOf, clock, quotas, minds, keepForPeople },
    ...{ writer: options.writer, read: database.read, onError: options.onError },
    accountOf: (accountId) => directory.get(accountId),
    approvalsOf: tools.approvalsOf,
    park: tools.park,
    async showTyping(account, conversation) {
      // It is worth nothing later, and an answer must not fail for want of it.
      await performAction({ database, client: options.client }, account, conversation, 'typing').catch(
        () => {},
      );
    },
  });
  return {
    interest: floorInterest({ agentOf }),
    handlers: [answering, returnHandler({ agentOf, clock })],
    minds,
  };
}

function mindsOf({ calls, clock, database, lookup, tools, withFiles }: ResponseOptions): Minds {
  return {
    ask: (request) => calls.call(request),
    write: (request) => calls.call(request),
    retrieve: ({ agent, text }) => lookup.find(agent, text, passagesForTurn),
    toolsFor: tools.toolsFor,
    withFiles,
    filesNamedIn: (workspaceId, texts) => filesNamedIn(database.read, workspaceId, texts),
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
  };
}
