import type { ContentOf } from '../../../conversations/content.ts';
import { fitted, inSequence, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { framedText } from '../option-text.ts';
import type { Dialect } from './dialect.ts';
import { lengths } from './lengths.ts';
import { pages } from './pages.ts';
import { fitText } from './texts.ts';

const page = pages.products;

/** Products of the catalogue in a row, in one message; their words are a message before it. */
export function fitProducts(content: ContentOf<'products'>, dialect: Dialect): Fitted {
  const { products, catalog_id, text = '' } = content;
  const { title } = dialect;
  if (products.length === 0) {
    const reason = `${title} has no message that leads to a whole catalogue.`;
    return refused('products', reason, 'Name the products, or send a link to the shop.', {
      limit: { least: 1, unit: 'products' },
      page,
    });
  }
  if (products.length > lengths.products) {
    const reason = `${title} shows at most ${lengths.products} products in a message.`;
    return refused('products', reason, 'Send fewer products, or several messages.', {
      limit: { most: lengths.products, unit: 'products' },
      page,
    });
  }
  const notes: string[] = [];
  const words = framedText(content, text.trim()).trim();
  if (words !== '') notes.push('The text goes before the products, in a message of its own.');
  if (products.some(({ section }) => section)) {
    notes.push(`${title} has no sections: the products are shown as one row.`);
  }
  if (catalog_id !== undefined) {
    notes.push('The products are those of the catalogue that the Page is connected to.');
  }
  const row = { type: 'products' as const, products: products.map(({ id }) => ({ id })) };
  return inSequence([...(words === '' ? [] : [fitText(words, dialect)]), fitted([row], ...notes)]);
}
