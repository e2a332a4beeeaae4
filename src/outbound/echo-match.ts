import type { Content, OutboundContent } from '../conversations/content.ts';

/**
 * Whether an echo without our id shows what was sent: the same words, or as much media of the same kind. Buttons
 * and cards come back in the platform's own form, so there only what can be compared is.
 */
export function showsSame(sent: OutboundContent, echo: Content): boolean {
  if (sent.type === 'native') return isInside(sent.body, echo);
  const words = wordsOf(echo);
  if (words !== null) return wordsOf(sent) === words;
  if (isMedia(echo)) return sent.type === echo.type && itemsOf(sent) === itemsOf(echo);
  if (echo.type === 'multiple') {
    const [first] = echo.parts;
    return first?.type === sent.type && itemsOf(sent) === echo.parts.length;
  }
  if (echo.type === 'sticker') return sent.type === 'sticker';
  return ['choices', 'cards', 'template'].includes(sent.type);
}

function wordsOf(content: Content): string | null {
  return content.type === 'text' || content.type === 'choices' ? content.text.trim() : null;
}

function isMedia(content: Content): boolean {
  return ['image', 'video', 'audio', 'file'].includes(content.type);
}

function itemsOf(content: Content): number {
  return 'items' in content ? (content.items?.length ?? 0) : 0;
}

/** A native body is the platform's own; what an echo says of it in words must stand somewhere inside. */
function isInside(body: unknown, echo: Content): boolean {
  const words = wordsOf(echo);
  if (words === null) return true;
  return textsIn(body).some((text) => text.trim() === words);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
