import type { Platforms } from '../../accounts/account.ts';
import { failureKinds } from '../../errors.ts';
import { stepOf } from '../../outbound/outcome.ts';
import type { CatalogueEntry } from '../../platforms/error-catalogue.ts';
import {
  anchorOf,
  conditionOf,
  kindMeanings,
  repetitionOf,
  stepMeanings,
} from '../../reference/error-rows.ts';
import { plainPage } from '../docs-page.ts';
import { type Route, route } from '../route.ts';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function kindRow(kind: (typeof failureKinds)[number]): string {
  const words = `${kindMeanings[kind]} ${stepMeanings[stepOf(kind)]}`;
  return `<dt id="${anchorOf(kind)}"><code>${kind}</code></dt><dd>${escaped(words)}</dd>`;
}

function errorRow(name: string, entry: CatalogueEntry): string {
  const when = conditionOf(entry);
  const codes = entry.codes.map((code) => `<code id="${anchorOf(name, code, when)}">${escaped(code)}</code>`);
  const words = `${entry.cause} ${entry.fix} Repeated: ${repetitionOf(entry)}.`;
  const kind = `<a href="#${anchorOf(entry.kind)}">${entry.kind}</a>`;
  return `<dt>${codes.join(' ')} ${escaped(when)}</dt><dd>${kind}. ${escaped(words)}</dd>`;
}

function bodyOf({ all }: Platforms): string {
  const sections = all.map(
    ({ name, title, errors }) =>
      `<h2>${title}</h2><dl>${errors.map((entry) => errorRow(name, entry)).join('')}</dl>`,
  );
  return `<h1>Errors of the platforms</h1>
<p>Every error is of one kind, and the kind alone decides what follows. <a href="problems">Problems of requests</a></p>
<dl>${failureKinds.map(kindRow).join('')}</dl>
${sections.join('')}`;
}

/** `/docs/errors`: what each error of the platforms means, where problems of this hub point to. */
export function errorsPageRoute({ platforms }: { platforms: Platforms }): Route {
  let body: string | undefined;
  return route({
    method: 'GET',
    path: '/docs/errors',
    scope: 'public',
    tags: ['Operations'],
    summary: 'What errors of the platforms mean',
    answers: { 200: { description: 'A page.', contentType: 'text/html' } },
    handle() {
      body ??= bodyOf(platforms);
      return plainPage('Parley: errors of the platforms', body);
    },
  });
}
