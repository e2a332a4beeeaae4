import { describe, expect, it } from 'vitest';
import type { Content, OutboundContent } from '../conversations/content.ts';
import { showsSame } from './echo-match.ts';

const text = (words: string) => ({ type: 'text' as const, text: words });
const media = (type: 'image' | 'video', count: number) => ({
  type,
  items: Array.from({ length: count }, (_, index) => ({ url: `https://cdn.test/${index}` })),
});
const choices = { type: 'choices' as const, text: 'Which size?', options: [{ title: 'S' }, { title: 'M' }] };
const cards = { type: 'cards' as const, cards: [{ title: 'Blue one' }] };
const native = { type: 'native' as const, body: { message: { text: 'Hello', quick_replies: [] } } };
const unknown = { type: 'unsupported' as const, kind: 'template' };
const two = { type: 'multiple' as const, parts: [media('image', 1), media('image', 1)] };

describe('an echo shows what was sent', () => {
  it.each<[string, OutboundContent, Content, boolean]>([
    ['the same words', text('Yes, in blue.'), text('Yes, in blue. '), true],
    ['other words', text('Yes, in blue.'), text('Yes, in red.'), false],
    ['words for a picture', media('image', 1), text('Yes'), false],
    ['the question of choices', choices, text('Which size?'), true],
    ['choices in the form of the platform', choices, unknown, true],
    ['cards in the form of the platform', cards, unknown, true],
    ['a text for something unknown', text('Yes'), unknown, false],
    ['a picture', media('image', 1), media('image', 1), true],
    ['one picture of two', media('image', 2), media('image', 1), false],
    ['two pictures one by one', media('image', 2), two, true],
    ['a film for a picture', media('image', 1), media('video', 1), false],
    ['a sticker', { type: 'sticker', sticker_id: '1' }, { type: 'sticker' }, true],
    ['a native body with these words', native, text('Hello'), true],
    ['a native body with other words', native, text('Bye'), false],
    ['a native body that shows no words', native, media('image', 1), true],
  ])('%s', (_, sent, echo, same) => {
    expect(showsSame(sent, echo)).toBe(same);
  });
});
