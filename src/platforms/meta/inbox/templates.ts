import type { ContentOf, Option } from '../../../conversations/content.ts';
import { compact, type Json, objectAt, objectsAt, textAt } from '../../readers.ts';
import { webAddress } from '../../web-address.ts';

type TemplatePart = ContentOf<'cards' | 'choices' | 'product' | 'image' | 'video' | 'share' | 'text'>;

/**
 * A template as an echo of what our own side sent, or products that a customer asks about. What has no form
 * of its own is reduced to its words.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/templates
 */
export function readTemplate(attachment: Json): TemplatePart | TemplatePart[] {
  const payload = objectAt(attachment, 'payload');
  const type = textAt(payload, 'template_type');
  const products = objectsAt(
    objectAt(payload, 'product') ?? (type === 'product' ? payload : undefined),
    'elements',
  );
  if (products.length > 0) return products.map(readProduct);
  return (
    readCards(objectAt(payload, 'generic') ?? (type === 'generic' ? payload : undefined)) ??
    (type === 'media' ? readMedia(payload) : undefined) ??
    readWords(attachment, payload)
  );
}

function readProduct(element: Json): ContentOf<'product'> {
  return compact({
    type: 'product' as const,
    product_id: textAt(element, 'id') ?? textAt(element, 'retailer_id'),
    title: textAt(element, 'title'),
  });
}

function readCards(template: Json | undefined): ContentOf<'cards'> | undefined {
  const cards = objectsAt(template, 'elements').flatMap((element) => {
    const title = textAt(element, 'title');
    if (title === undefined) return [];
    return [
      compact({
        title,
        text: textAt(element, 'subtitle'),
        image_url: webAddress(element.image_url),
        options: optionsOf(element),
      }),
    ];
  });
  return cards.length === 0 ? undefined : { type: 'cards', cards };
}

function optionsOf(element: Json | undefined): Option[] | undefined {
  const options = objectsAt(element, 'buttons').map(readButton);
  return options.length === 0 ? undefined : options;
}

// A button for logging in or out has no words of its own.
function readButton(button: Json): Option {
  const payload = textAt(button, 'payload');
  const type = textAt(button, 'type') ?? 'button';
  return compact({
    id: type === 'postback' ? payload : undefined,
    title: textAt(button, 'title') ?? type,
    url: webAddress(button.url),
    phone: type === 'phone_number' ? payload : undefined,
  });
}

/** A picture or video that was uploaded before, or that is on a page of the network. */
function readMedia(payload: Json | undefined): TemplatePart | undefined {
  const [element] = objectsAt(payload, 'elements');
  const id = textAt(element, 'attachment_id');
  const url = webAddress(element?.url);
  if (id === undefined) return url === undefined ? undefined : { type: 'share', kind: 'media', url };
  const type = textAt(element, 'media_type') === 'video' ? 'video' : 'image';
  // Such an id can be sent, not fetched.
  return { type, items: [{ platform_media_id: id, status: 'failed' }] };
}

// Where templates of all types keep what people read.
const wordKeys = ['text', 'intro_message', 'title', 'subtitle', 'coupon_code', 'order_number'];

function readWords(attachment: Json, payload: Json | undefined): TemplatePart {
  const own = wordKeys.map((key) => textAt(payload, key));
  const titles = objectsAt(payload, 'elements').map((element) => textAt(element, 'title'));
  const words = [...own, ...titles].filter((word) => word !== undefined).join('\n');
  const text = words === '' ? textAt(attachment, 'title') : words;
  const options = optionsOf(payload);
  if (text !== undefined) return options ? { type: 'choices', text, options } : { type: 'text', text };
  return { type: 'share', kind: 'template', url: webAddress(attachment.url) ?? null };
}
