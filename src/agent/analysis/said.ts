import type { Content } from '../../conversations/content.ts';

/** What somebody has said in words, if anything: texts, captions, the title of what was tapped. */
export function saidIn(content: Content): string {
  switch (content.type) {
    case 'multiple':
      return content.parts.map(saidIn).filter(Boolean).join('\n');
    case 'answer':
      return content.title;
    case 'location':
      return [content.name, content.address].filter(Boolean).join(', ');
    case 'product':
      return content.title ?? '';
    case 'share':
      return [content.title, content.text].filter(Boolean).join('\n');
    case 'system':
      return '';
    default:
      return 'text' in content ? (content.text ?? '') : '';
  }
}

/** The ids of what was tapped. */
export function tappedIn(content: Content): string[] {
  if (content.type === 'multiple') return content.parts.flatMap(tappedIn);
  return content.type === 'answer' ? [content.id] : [];
}

/** The types of content in a message: its own, and those of its parts. */
export function typesIn(content: Content): string[] {
  if (content.type !== 'multiple') return [content.type];
  return ['multiple', ...new Set(content.parts.map(({ type }) => type))];
}
