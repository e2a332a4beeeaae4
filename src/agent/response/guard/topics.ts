/** The first of these topics that a text is about; null: it is about none. A word counts in any case, but not within another. */
export function topicIn(text: string, topics: readonly string[]): string | null {
  return topics.find((topic) => formOf(topic).test(text)) ?? null;
}

const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

function formOf(topic: string): RegExp {
  const words = topic
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
  // Scripts that write without spaces have no word to end.
  const [first = '', last = ''] = [topic.trim().at(0), topic.trim().at(-1)];
  const before = spaced.test(first) ? '(?<![\\p{L}\\p{N}])' : '';
  const after = spaced.test(last) ? '(?![\\p{L}\\p{N}])' : '';
  return new RegExp(`${before}${words}${after}`, 'iu');
}
