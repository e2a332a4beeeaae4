import type { ContentOf } from '../../conversations/content.ts';
import { compact, isObject, type Json, objectAt, textAt } from '../readers.ts';

type Answer = ContentOf<'answer'>;
type Product = ContentOf<'product'>;
type Reader = (reply: Json) => Answer | Product | undefined;

/** What arrives as `interactive`, by its own type. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['button_reply', (reply) => tapped('button', reply)],
  ['list_reply', (reply) => tapped('list', reply)],
  ['nfm_reply', readForm],
  ['call_permission_reply', readPermission],
  ['product', readProduct],
]);

/** A tap on a button or list row that we sent, a filled form, a granted permission, or a product. */
export function readInteractive(message: Json): Answer | Product | undefined {
  const interactive = objectAt(message, 'interactive');
  const type = textAt(interactive, 'type') ?? '';
  // Products are documented without their shape; ours stand in `action`.
  const reply = objectAt(interactive, type) ?? objectAt(interactive, 'action');
  return reply === undefined ? undefined : readers.get(type)?.(reply);
}

/** A tap on a quick-reply button of a template; WhatsApp gives it a type of its own. */
export function readButton(message: Json): Answer | undefined {
  const button = objectAt(message, 'button');
  const title = textAt(button, 'text');
  const id = textAt(button, 'payload') ?? title;
  return id === undefined ? undefined : { type: 'answer', id, title: title ?? id, kind: 'template_button' };
}

function tapped(kind: 'button' | 'list', reply: Json): Answer | undefined {
  const title = textAt(reply, 'title');
  const id = textAt(reply, 'id') ?? title;
  if (id === undefined) return undefined;
  const description = textAt(reply, 'description');
  return { type: 'answer', id, title: title ?? id, kind, ...(description && { data: { description } }) };
}

/** The id is the flow token, which tells the business which of its forms was filled, else the form's name. */
function readForm(reply: Json): Answer {
  const name = textAt(reply, 'name') ?? 'form';
  const data = parsed(textAt(reply, 'response_json'));
  const token = isObject(data) ? textAt(data, 'flow_token') : undefined;
  return compact({
    type: 'answer' as const,
    id: token ?? name,
    title: textAt(reply, 'body') ?? name,
    kind: 'form' as const,
    data,
  });
}

// The answers of a form come as JSON inside a text; what does not parse is kept as the text.
function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function readPermission(reply: Json): Answer | undefined {
  const response = textAt(reply, 'response');
  if (response === undefined) return undefined;
  return { type: 'answer', id: response, title: response, kind: 'permission', data: reply };
}

/** A product of a catalogue that the person passes on. */
function readProduct(reply: Json): Product {
  return compact({
    type: 'product' as const,
    product_id: textAt(reply, 'product_retailer_id') ?? textAt(reply, 'id'),
    catalog_id: textAt(reply, 'catalog_id'),
    title: textAt(reply, 'title') ?? textAt(reply, 'name'),
    url: textAt(reply, 'url'),
  });
}
