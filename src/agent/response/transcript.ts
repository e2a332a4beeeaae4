import { type Content, previewOf } from '../../conversations/content.ts';

/** One message as a model reads it. */
export interface Line {
  message_id: string;
  /** Who said it: the person, the agent, a colleague, or software of the business. */
  speaker: 'contact' | 'bot' | 'human' | 'api';
  text: string;
  /** Milliseconds. */
  at: number;
}

/** What is known of a message beside its content: what was heard in it, or seen on it. */
export interface Understood {
  transcript?: string | undefined;
}

/** A content in words. What has none is named in brackets. */
export function inWords(content: Content, { transcript }: Understood = {}): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'answer':
      return content.title;
    case 'choices':
      return `${content.text}\n${content.options.map(({ title }) => `[${title}]`).join(' ')}`;
    case 'cards':
      return content.cards.map(({ title, text }) => `[${title}]${text ? ` ${text}` : ''}`).join('\n');
    case 'multiple':
      return content.parts.map((part) => inWords(part)).join('\n');
    case 'location':
      return `[location ${[content.name, content.address].filter(Boolean).join(', ') || `${content.latitude}, ${content.longitude}`}]`;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return mediaInWords(content, transcript);
    default:
      return previewOf(content);
  }
}

function mediaInWords(
  content: Extract<Content, { type: 'image' | 'video' | 'audio' | 'file' | 'sticker' }>,
  transcript: string | undefined,
): string {
  const name = content.items?.[0]?.file_name;
  const kind = content.type === 'audio' && content.voice ? 'voice note' : content.type;
  const words = [content.text, transcript].filter(Boolean).join('\n');
  return `[${kind}${name ? ` ${name}` : ''}]${words ? ` ${words}` : ''}`;
}
