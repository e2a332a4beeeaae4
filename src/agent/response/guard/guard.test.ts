import { describe, expect, it } from 'vitest';
import { agentSettingsSchema, defaultSettings } from '../../settings.ts';
import { type Reply, visibleText } from '../reply-form.ts';
import { type Draft, draftRules } from './draft.ts';
import { examine } from './guard.ts';
import { type Question, questionRules } from './question.ts';

const settings = agentSettingsSchema.parse({
  persona: 'You are Mali of Blue Door Books: warm, brief, never pushy.',
  house_rules: [
    'Never promise a discount of more than five per cent to anybody.',
    'See https://shop.example/terms',
  ],
  blocked_topics: ['politics', 'คดีความ'],
});

describe('a turn', () => {
  const question: Question = {
    text: 'Do you have blue shoes?',
    ...{ settings, mood: null, answers_lately: 0, objection: null },
  };
  const calm = { angry: false, wants_human: false, spam: false };
  const cases: [name: string, Partial<Question>, rule: string | null, demand?: string][] = [
    ['that asks something', {}, null],
    ['that was analysed as calm', { mood: calm }, null],
    ['of spam', { mood: { ...calm, spam: true } }, 'spam', 'silence'],
    ['that may not be answered', { objection: 'The window is closed.' }, 'can_send'],
    ['that wants a person, by its analysis', { mood: { ...calm, wants_human: true } }, 'wants_human'],
    ['that wants a person, in English', { text: 'Can I talk to a human please' }, 'wants_human'],
    ['that wants a person, in Thai', { text: 'ขอคุยกับพนักงานได้ไหมคะ' }, 'wants_human'],
    ['that wants a person, in Japanese', { text: '担当者に代わってください' }, 'wants_human'],
    ['that wants a person, in Chinese', { text: '我要转人工' }, 'wants_human'],
    ['that is angry, by its analysis', { mood: { ...calm, angry: true } }, 'anger'],
    ['that is furious', { text: 'This is outrageous!' }, 'anger'],
    ['about a blocked topic', { text: 'What do you think of Politics?' }, 'blocked_topic'],
    ['about a blocked topic, in Thai', { text: 'เรื่องคดีความของร้าน' }, 'blocked_topic'],
    ['with a word that only contains a topic', { text: 'I like geopolitics' }, null],
    ['of somebody who asks too much', { answers_lately: 30 }, 'rate'],
  ];
  it.each(cases)('%s', (_name, given, rule, demand = 'hand_over') => {
    const { finding, steps } = examine(questionRules, { ...question, ...given });
    expect(finding && [finding.rule, finding.demand]).toEqual(rule && [rule, demand]);
    expect(steps.at(-1)).toMatchObject({ rule: rule ?? 'rate', outcome: rule ? demand : 'passed' });
  });

  it('may be angry where the account says so', () => {
    const patient = { ...settings, handover: { ...settings.handover, on_anger: false } };
    const angry = { ...question, settings: patient, text: 'This is outrageous!' };
    expect(examine(questionRules, angry).finding).toBeNull();
  });
});

describe('an answer', () => {
  const reply: Reply = {
    text: 'We ship in two days.',
    ...{ options: [], cards: [], media_id: null, citations: ['k1'], small_talk: false },
    ...{ confidence: 0.9, hand_over: false, summary: '', reason: 'It stands there.' },
  };
  const passage = 'We ship in 2 days. Ask 02-123-4567 or help@blue.example; see https://blue.example/ship';
  const draft = {
    settings,
    passage_ids: ['k1', 'k2'],
    sources: [passage, 'My order is ORD-10023'],
    tools_used: 0,
    instructions: `${settings.persona}\n${settings.house_rules.join('\n')}`,
    secrets: ['s3cr3t-of-the-tool', 'key'],
  };
  const judge = (given: Partial<Reply>, more: Partial<Draft> = {}) => {
    const made = { ...reply, ...given };
    return examine(draftRules, { ...draft, reply: made, said: visibleText(made), ...more }).finding;
  };
  const bare = { citations: [], small_talk: true };
  const cases: [name: string, Partial<Reply>, rule: string | null, Partial<Draft>?][] = [
    ['that rests on a passage', {}, null],
    ['that gives up', { hand_over: true }, 'model_hands_over'],
    ['that says nothing', { text: '' }, 'something_said'],
    ['that cites what it was not given', { citations: ['k1', 'k7'] }, 'citations'],
    ['that cites nothing', { citations: [] }, 'grounds'],
    ['where nothing was found', { citations: [] }, 'grounds', { passage_ids: [] }],
    ['that rests on a tool', { citations: [] }, null, { tools_used: 1 }],
    ['that only greets', { ...bare, text: 'Hello! How can I help you?' }, null],
    ['that claims a number as small talk', { ...bare, text: 'It costs 300 baht.' }, 'grounds'],
    ['that links as small talk', { ...bare, text: 'Look at evil.com' }, 'grounds'],
    ['that shows a card as small talk', { ...bare, cards: [cardOf('Shoe')] }, 'grounds'],
    ['that talks at length as small talk', { ...bare, text: 'So it is. '.repeat(50) }, 'grounds'],
    ['that is unsure', { confidence: 0.3 }, 'confidence'],
    ['about a blocked topic', { text: 'Politics is nice.' }, 'blocked_topic'],
    ['that tells a house rule', { text: `Well: ${settings.house_rules[0]}` }, 'prompt_kept'],
    ['that tells it with other signs', { text: spelled(settings.house_rules[0] ?? '') }, 'prompt_kept'],
    [
      'that says what also stands in a passage',
      { text: settings.house_rules[0] ?? '' },
      null,
      { sources: [settings.house_rules[0] ?? ''] },
    ],
    ['that tells a secret', { text: 'The key is s3cr3t-of-the-tool.' }, 'secrets_kept'],
    ['with a key in the form of a provider', { text: `AIza${'x'.repeat(35)}` }, 'secrets_kept'],
    ['with the phone number of a passage', { text: 'Call +66 2 123 4567.' }, null],
    ['with a phone number of somebody else', { text: 'Call 081-999-9999.' }, 'own_data'],
    ['with an e-mail address of somebody else', { text: 'Ask bo@blue.example.' }, 'own_data'],
    ['with the order of the customer', { text: 'Order ORD-10023 is on its way.' }, null],
    ['with the order of somebody else', { text: 'Order ORD-10024 is on its way.' }, 'own_data'],
    ['with a link of a passage', { text: 'See https://www.blue.example/other.' }, null],
    ['with a link of the settings', { text: 'See https://shop.example/terms' }, null],
    ['with a link to elsewhere', { text: 'See https://evil.example/blue.example' }, 'known_links'],
    [
      'with a button to elsewhere',
      { options: [{ title: 'Buy', url: 'https://evil.example' }] },
      'known_links',
    ],
    ['with a picture of elsewhere', { cards: [cardOf('Shoe', 'https://evil.example/1.png')] }, 'known_links'],
    ['with an address that is none', { text: 'See https://[x/' }, 'known_links'],
  ];
  it.each(cases)('%s', (_name, given, rule, more) => {
    expect(judge(given, more)?.rule ?? null).toBe(rule);
  });

  it('of nothing to a thank-you is silence', () => {
    expect(judge({ text: '', small_talk: true, citations: [] })).toMatchObject({ demand: 'silence' });
  });

  it('is held against every rule, and the ledger says so', () => {
    const { steps } = examine(draftRules, { ...draft, reply, said: reply.text });
    expect(steps.map((step) => 'rule' in step && step.rule)).toEqual(draftRules.map(({ name }) => name));
  });

  it('of an account that has said nothing must be half sure', () => {
    expect(judge({ confidence: 0.49 }, { settings: defaultSettings })?.rule).toBe('confidence');
  });
});

function cardOf(title: string, image_url: string | null = null): Reply['cards'][number] {
  return { title, text: null, image_url, options: [] };
}

function spelled(text: string): string {
  return text.toUpperCase().replaceAll(' ', ' - ');
}
