import type { Content } from './content.ts';

/** One line that stands for a content, where it has words. */
export function textOf(content: Content): string {
  switch (content.type) {
    case 'text':
    case 'choices':
    case 'flow':
      return content.text;
    case 'answer':
      return content.title;
    case 'reaction':
      return content.emoji ?? '';
    case 'cards':
      return content.cards[0]?.title ?? '';
    case 'location':
      return content.name ?? content.address ?? content.type;
    case 'template':
      return content.name;
    case 'multiple':
      return content.parts.map(textOf).join(' ');
    default:
      return ('text' in content && content.text) || content.type;
  }
}
