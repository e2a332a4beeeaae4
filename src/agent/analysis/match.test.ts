import { describe, expect, it } from 'vitest';
import type { Content } from '../../conversations/content.ts';
import { factsOf, nothingActed, rulesAfterAnalysis, rulesAtOnce, type Understanding } from './match.ts';
import { type Rule, ruleSchema } from './rule.ts';

const rule = (name: string, when: object, more: object = {}): Rule =>
  ruleSchema.parse({ name, when, actions: { team: name }, ...more });
const names = (rules: readonly Rule[]) => rules.map(({ name }) => name);
const text = (words: string): Content => ({ type: 'text', text: words });
const tap: Content = { type: 'answer', kind: 'button', id: 'BUY', title: 'Buy now' };
const picture: Content = { type: 'image', items: [{ media_id: 'm1' }], text: 'Is this a refund?' };
const place = { firstContact: false, open: true };

describe('conditions that need no model', () => {
  it.each<[string, object, Content, object, boolean]>([
    ['a word', { keywords: ['refund', 'money back'] }, text('My money back!'), {}, true],
    ['another word', { keywords: ['refund'] }, text('Hello'), {}, false],
    ['a word below a picture', { keywords: ['refund'] }, picture, {}, true],
    ['the title of what was tapped', { keywords: ['buy'] }, tap, {}, true],
    ['what was tapped', { payload: ['BUY'] }, tap, {}, true],
    ['an id in a text', { payload: ['BUY'] }, text('BUY'), {}, false],
    ['the first message', { first_contact: true }, text('Hi'), { firstContact: true }, true],
    ['a later message', { first_contact: true }, text('Hi'), {}, false],
    ['not the first', { first_contact: false }, text('Hi'), {}, true],
    ['closed', { open: false }, text('Hi'), { open: false }, true],
    ['open', { open: false }, text('Hi'), {}, false],
    ['a type of content', { content: ['image', 'video'] }, picture, {}, true],
    [
      'a part of several',
      { content: ['image'] },
      { type: 'multiple', parts: [text('a'), picture] } as Content,
      {},
      true,
    ],
    ['both of two', { keywords: ['refund'], content: ['text'] }, picture, {}, false],
  ])('%s', (_case, when, content, more, expected) => {
    const facts = factsOf(content, { ...place, ...more });
    expect(names(rulesAtOnce([rule('r', when)], facts))).toEqual(expected ? ['r'] : []);
    // They never wait for the analysis.
    expect(rulesAfterAnalysis([rule('r', when)], facts, known, nothingActed)).toEqual([]);
  });
});

const known: Understanding = {
  ...{ intent: 'refund', intent_confidence: 0.8, language: 'pt-BR', sentiment: 'angry', urgency: 'high' },
  ...{ wants_human: true, spam: false },
};

describe('conditions on what was understood', () => {
  it.each<[string, object, Partial<Understanding>, boolean]>([
    ['an intent', { intent: ['refund', 'return'] }, {}, true],
    ['another intent', { intent: ['order'] }, {}, false],
    ['no intent', { intent: ['refund'] }, { intent: null }, false],
    ['sure enough', { intent: ['refund'], minimum_confidence: 0.8 }, {}, true],
    ['not sure enough', { intent: ['refund'], minimum_confidence: 0.81 }, {}, false],
    ['not sure at all', { minimum_confidence: 0.1 }, { intent_confidence: null }, false],
    ['a language', { language: ['pt'] }, {}, true],
    ['a language of a country', { language: ['pt-PT'] }, {}, false],
    ['a longer name', { language: ['p'] }, {}, false],
    ['anger', { sentiment: ['negative', 'angry'] }, {}, true],
    ['urgency', { urgency: ['low'] }, {}, false],
    ['a person', { wants_human: true }, {}, true],
    ['no person', { wants_human: false }, {}, false],
    ['spam', { spam: true }, {}, false],
    ['with a word that is there', { intent: ['refund'], keywords: ['hello'] }, {}, true],
    ['with a word that is not', { intent: ['refund'], keywords: ['bye'] }, {}, false],
  ])('%s', (_case, when, more, expected) => {
    const facts = factsOf(text('Hello'), place);
    const rules = [rule('r', when)];
    expect(rulesAtOnce(rules, facts)).toEqual([]);
    const matching = rulesAfterAnalysis(rules, facts, { ...known, ...more }, nothingActed);
    expect(names(matching)).toEqual(expected ? ['r'] : []);
  });
});

describe('the order of rules', () => {
  const facts = factsOf(text('Hello'), place);
  const hello = { keywords: ['hello'] };
  const refund = { intent: ['refund'] };

  it('lets all act that match, except those switched off', () => {
    const rules = [rule('a', hello), rule('b', hello, { enabled: false }), rule('c', hello)];
    expect(names(rulesAtOnce(rules, facts))).toEqual(['a', 'c']);
  });

  it('looks at none behind one that stops', () => {
    const rules = [rule('a', refund), rule('b', hello, { stop: true }), rule('c', hello), rule('d', refund)];
    expect(names(rulesAtOnce(rules, facts))).toEqual(['b']);
    const acted = { rules: ['b'], stopped_by: 'b' };
    expect(names(rulesAfterAnalysis(rules, facts, known, acted))).toEqual(['a']);
  });

  it('lets each act once', () => {
    const rules = [rule('a', refund), rule('b', refund)];
    const acted = { rules: ['a'], stopped_by: null };
    expect(names(rulesAfterAnalysis(rules, facts, known, acted))).toEqual(['b']);
  });
});
