import type { AgentSettings } from '../../settings.ts';
import type { Reply } from '../reply-form.ts';
import { type GuardRule, handOver } from './guard.ts';
import { hostsIn } from './links.ts';
import { personalDataIn } from './personal-data.ts';
import { topicIn } from './topics.ts';
import { stretchOf } from './verbatim.ts';

/** What a model wants to say, and what it may have it from. */
export interface Draft {
  reply: Reply;
  /** Everything that the customer would read of it. */
  said: string;
  settings: Pick<
    AgentSettings,
    'blocked_topics' | 'handover' | 'persona' | 'house_rules' | 'hours' | 'holding_text'
  >;
  /** The ids of the passages it was given, as it knows them. */
  passage_ids: readonly string[];
  /** What was said in the conversation, what the passages say, and what tools answered. */
  sources: readonly string[];
  /** Tools that answered it. */
  tools_used: number;
  /** What it was told of its task, without the passages. */
  instructions: string;
  /** Keys and the like that no answer may hold. */
  secrets: readonly string[];
}

/** What is looked at before an answer goes. */
export const draftRules: readonly GuardRule<Draft>[] = [
  {
    name: 'model_hands_over',
    judge: ({ reply }) =>
      reply.hand_over ? handOver(`The agent wants a person to take over: ${reply.reason}`) : null,
  },
  {
    name: 'something_said',
    judge({ reply, said }) {
      if (said !== '' || reply.media_id !== null) return null;
      if (reply.small_talk) return { demand: 'silence', reason: `Nothing is to be said: ${reply.reason}` };
      return handOver('The model had no answer.');
    },
  },
  {
    name: 'citations',
    judge({ reply, passage_ids }) {
      const invented = reply.citations.filter((id) => !passage_ids.includes(id));
      return invented.length === 0 ? null : handOver(`It cites what nobody gave it: ${invented.join(', ')}.`);
    },
  },
  { name: 'grounds', judge: grounds },
  {
    name: 'confidence',
    judge({ reply, settings }) {
      const least = settings.handover.confidence;
      return reply.confidence >= least
        ? null
        : handOver(`It is sure by ${reply.confidence.toFixed(2)}; ${least.toFixed(2)} is demanded.`);
    },
  },
  {
    name: 'blocked_topic',
    judge({ said, settings }) {
      const topic = topicIn(said, settings.blocked_topics);
      return topic === null ? null : handOver(`The answer is about “${topic}”, which is for people.`);
    },
  },
  {
    name: 'prompt_kept',
    judge: ({ said, instructions, sources }) =>
      stretchOf(said, instructions, sources) === null
        ? null
        : handOver('The answer repeats what the agent was told of its task.'),
  },
  { name: 'secrets_kept', judge: secretsKept },
  { name: 'own_data', judge: ownData },
  { name: 'known_links', judge: knownLinks },
];

// A greeting or a question back; what is longer explains something.
const smallTalkLength = 400;

/**
 * An answer rests on passages it cites or on a tool that answered. Without either only small talk goes: what the
 * model itself calls so, and what is short and holds no number, link, card or file with which something could be
 * claimed.
 */
function grounds({ reply, said, passage_ids, tools_used }: Draft) {
  if (reply.citations.length > 0 || tools_used > 0) return null;
  const isHarmless = said.length <= smallTalkLength && !/\p{N}/u.test(said) && hostsIn(said).size === 0;
  const isBare = reply.cards.length === 0 && reply.media_id === null;
  if (reply.small_talk && isHarmless && isBare) return null;
  return handOver(
    passage_ids.length === 0
      ? 'Nothing was found that an answer could rest on.'
      : 'The answer rests on nothing that was found.',
  );
}

// The keys of the great providers, of payment services, and of anybody who writes them like this.
const keyForms =
  /\bAIza[\w-]{30,}|\b[sr]k[-_](?:live|test|proj|ant)?[-_]?[\w-]{20,}|\bEAA[A-Za-z0-9]{30,}|\bBearer\s+[\w.~+/-]{20,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.|-----BEGIN [A-Z ]*PRIVATE KEY/;

// Shorter values could be words.
const secretLength = 6;

function secretsKept({ said, secrets }: Draft) {
  const told = secrets.some((secret) => secret.length >= secretLength && said.includes(secret));
  return told || keyForms.test(said) ? handOver('The answer holds a key or another secret.') : null;
}

/** Numbers, addresses and ids are those of this conversation, of the knowledge, or of what the business itself says. */
function ownData({ said, sources, settings }: Draft) {
  const found = personalDataIn(said);
  if (found.length === 0) return null;
  const known = new Set(
    [...sources, ...ownTexts(settings)].flatMap(personalDataIn).map(({ normal }) => normal),
  );
  const foreign = found.find(({ normal }) => !known.has(normal));
  return foreign ? handOver(`The answer names data that nobody here has given (${foreign.kind}).`) : null;
}

function knownLinks({ said, sources, settings }: Draft) {
  const hosts = hostsIn(said);
  if (hosts.size === 0) return null;
  const known = hostsIn([...sources, ...ownTexts(settings)].join('\n'));
  const [foreign] = hosts.difference(known);
  return foreign === undefined ? null : handOver(`The answer leads to ${foreign}, which nothing here names.`);
}

function ownTexts({ persona, house_rules, handover, hours, holding_text }: Draft['settings']): string[] {
  return [persona, ...house_rules, handover.text ?? '', hours.closed_text ?? '', holding_text ?? ''];
}
