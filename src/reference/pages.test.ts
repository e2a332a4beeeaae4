import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureKinds } from '../errors.ts';
import { platforms } from '../platforms/index.ts';
import { printContent } from './content-page.ts';
import { anchorOf } from './error-rows.ts';
import { printErrors } from './errors-page.ts';

function committed(name: string): string {
  return readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
}

describe('the pages of reference', () => {
  it('hold every error; `parley docs errors > docs/errors.md` writes it anew', () => {
    expect(committed('errors')).toBe(printErrors(platforms));
  });

  it('hold every content; `parley docs content > docs/content.md` writes it anew', () => {
    expect(committed('content')).toBe(printContent(platforms));
  });

  it('give each kind and each error a place that can be linked to, and no two the same', () => {
    const places = [...printErrors(platforms).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    expect(places).toEqual(expect.arrayContaining(failureKinds.map((kind) => anchorOf(kind))));
    expect(places.filter((id, index) => places.indexOf(id) !== index)).toEqual([]);
    expect(places).toContain('whatsapp-131047');
    expect(places).toContain('line-400-invalid-reply-token');
  });
});
