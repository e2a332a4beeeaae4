import type { ContentOf } from '../../conversations/content.ts';
import { fitted, inSequence, type Refusal, refused } from '../fitting.ts';
import { framedText } from '../meta/option-text.ts';
import type { Fitted } from '../platform.ts';
import { compact, type Json } from '../readers.ts';
import { bodyAfter, tooLong, tooMany, withoutBlanks } from './fitting.ts';
import { lengths, pages } from './limits.ts';

type Products = ContentOf<'products'>;
type Shape = 'catalog_message' | 'product' | 'product_list';

const page = pages.messages;

// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
function shapeOf({ products }: Products): Shape {
  if (products.length === 0) return 'catalog_message';
  return products.length === 1 ? 'product' : 'product_list';
}

/** One product, some of them under a header, or the way to the whole catalogue: a message of its own each. */
export function fitProducts(given: Products): Fitted {
  const products = given.products.map((product) => withoutBlanks(product, ['section']));
  const content = { ...withoutBlanks(given, ['header', 'footer', 'catalog_id']), products };
  const shape = shapeOf(content);
  const refusal = refusalOf(content, shape);
  if (refusal) return refusal;
  const { header, footer, text = '', ...rest } = content;
  // Only lists have a header.
  const keepsHeader = shape === 'product_list';
  const keepsFooter = footer !== undefined && footer.length <= lengths.footer;
  const moved = { ...(!keepsHeader && { header }), ...(!keepsFooter && { footer }) };
  const body = bodyAfter(framedText(moved, text.trim()));
  const notes: string[] = [];
  if (moved.header ?? moved.footer) notes.push('Header or footer is part of the text.');
  if (body.before.length > 0) {
    notes.push('The text is sent in several messages, the last one with the products.');
  }
  if (shape === 'catalog_message' && content.catalog_id !== undefined) {
    notes.push('The catalogue shown is the one that the number is connected to.');
  }
  const part: Products = {
    ...rest,
    ...(body.text !== '' && { text: body.text }),
    ...(keepsHeader && { header }),
    ...(keepsFooter && { footer }),
  };
  return inSequence([...body.before, fitted([part], ...notes)]);
}

function refusalOf(content: Products, shape: Shape): Refusal | undefined {
  const { text, catalog_id } = content;
  if (shape !== 'product' && !text?.trim()) {
    return refused('text', 'Such a message needs a text.', 'Write something in it.', { page });
  }
  if (shape !== 'catalog_message' && !catalog_id?.trim()) {
    const fix = 'Give the id of the catalogue; Commerce Manager shows it.';
    return refused('catalog_id', 'Products are found by their catalogue, and none is named.', fix, { page });
  }
  return shape === 'product_list' ? listRefusal(content) : undefined;
}

function listRefusal({ header, products }: Products): Refusal | undefined {
  if (!header?.trim()) {
    return refused('header', 'A list of products needs a header.', 'Give it a header.', { page });
  }
  const long = tooLong('header', header, lengths.header, page);
  if (long) return long;
  const fix = 'Send fewer products, or several messages.';
  const many = tooMany('products', products.length, { most: lengths.products, unit: 'products', page, fix });
  if (many) return many;
  for (const [index, { section }] of products.entries()) {
    const field = `products[${index}].section`;
    const title = tooLong(field, section, lengths.section_title, page);
    if (title) return title;
  }
  const sections = sectionsOf(products);
  const untitled = sections.length > 1 && sections.some(({ title }) => title === undefined);
  if (untitled) {
    const reason = 'Of several sections each needs a title.';
    return refused('products[0].section', reason, 'Name the section of the first product.', { page });
  }
  const rule = { most: lengths.sections, unit: 'sections', page, fix: 'Send fewer sections.' };
  return tooMany('products', sections.length, rule);
}

interface Section {
  title?: string;
  product_items: { product_retailer_id: string }[];
}

/** Products under their sections; one without belongs to the section before it. */
function sectionsOf(products: Products['products']): Section[] {
  const sections = new Map<string | undefined, Section>();
  let current: string | undefined;
  for (const { id, section } of products) {
    current = section ?? current;
    const known = sections.get(current) ?? {
      ...(current !== undefined && { title: current }),
      product_items: [],
    };
    known.product_items.push({ product_retailer_id: id });
    sections.set(current, known);
  }
  return [...sections.values()];
}

/** The interactive body of products that have been fitted. */
export function productsBody(content: Products): Json {
  const { text, header, footer, catalog_id, products } = content;
  const shape = shapeOf(content);
  return compact({
    type: shape,
    header: header === undefined ? undefined : { type: 'text', text: header },
    body: text === undefined ? undefined : { text },
    footer: footer === undefined ? undefined : { text: footer },
    action: actions[shape](catalog_id, products),
  });
}

const actions: Record<Shape, (catalog: string | undefined, products: Products['products']) => Json> = {
  catalog_message: () => ({ name: 'catalog_message' }),
  product: (catalog_id, [product]) => ({ catalog_id, product_retailer_id: product?.id }),
  product_list: (catalog_id, products) => ({ catalog_id, sections: sectionsOf(products) }),
};
