import { describe, expect, it } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { fitAll } from './fitting.ts';
import { contentsOf, type Reply } from './reply-form.ts';

const reply: Reply = {
  text: 'Which one?',
  ...{ options: [], cards: [], media_id: null, citations: [], small_talk: false },
  ...{ confidence: 1, hand_over: false, summary: '', reason: '' },
};
const options = Array.from({ length: 30 }, (_, index) => ({
  title: `A book with a title of some length ${index}`,
  url: null,
}));
const card = { title: 'Shoe', text: 'Blue', image_url: null, options: ['Buy'] };
const file = { id: 'f1', mime_type: 'image/png', file_name: 'menu.png' };

describe('a reply', () => {
  it('is a text, a choice, cards or a file', () => {
    const titles = [
      { title: ' Yes ', url: null },
      { title: '', url: null },
    ];
    expect(contentsOf(reply, [])).toEqual([{ type: 'text', text: 'Which one?' }]);
    expect(contentsOf({ ...reply, options: titles }, [])).toEqual([
      { type: 'choices', text: 'Which one?', options: [{ title: 'Yes' }] },
    ]);
    expect(contentsOf({ ...reply, cards: [card] }, [])).toEqual([
      { type: 'text', text: 'Which one?' },
      { type: 'cards', cards: [{ title: 'Shoe', text: 'Blue', options: [{ title: 'Buy' }] }] },
    ]);
    expect(contentsOf({ ...reply, media_id: 'f1' }, [file])[0]).toEqual({
      ...{ type: 'image', items: [{ media_id: 'f1' }] },
    });
  });

  it('names no file that was not offered, and no link that is none', () => {
    expect(contentsOf({ ...reply, media_id: 'f2' }, [file])).toHaveLength(1);
    const given = { ...reply, options: [{ title: 'Go', url: 'not a link' }] };
    expect(contentsOf(given, [])).toMatchObject([{ options: [{ title: 'Go' }] }]);
  });

  it.each(platforms.map((platform) => [platform.name, platform] as const))(
    'comes right on %s, however many buttons and words it has',
    (_name, platform) => {
      const replies = [
        reply,
        { ...reply, text: 'A long story. '.repeat(900) },
        { ...reply, options },
        { ...reply, options: options.slice(0, 3) },
        { ...reply, text: 'A long story. '.repeat(300), options: options.slice(0, 2) },
        { ...reply, cards: [card, { ...card, title: 'Hat' }] },
      ];
      for (const each of replies) {
        const contents = contentsOf(each, []);
        const messages = fitAll(platform, contents);
        expect(messages).toHaveLength(contents.length);
        for (const { parts } of messages) {
          expect(parts.length).toBeGreaterThan(0);
          // What was fitted fits.
          for (const part of parts) expect(platform.send.fit(part)).toMatchObject({ ok: true });
        }
      }
    },
  );
});
