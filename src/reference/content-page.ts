import type { OutboundContentType } from '../conversations/content.ts';
import type { ContentLimit, ContentRule } from '../platforms/content-rules.ts';
import type { Platform } from '../platforms/platform.ts';
import { markdownLink, markdownTable } from './markdown.ts';

const head = `# Contents

What each platform shows of what is sent. Printed by \`parley docs content\` from the rules in
\`src/platforms/*/content-rules.ts\`, whose numbers are those the hub checks by; the API has them at
\`GET /api/v1/platforms\`. \`POST /api/v1/messages?dry_run=true\` shows what becomes of a content on an account without
sending it.

*native*: shown as it is, within the limits. *adapted*: shown in another form, by the rule that stands there. A content
that is *refused*, or beyond a limit that refuses, is answered 422 with the field, the limit and the platform’s page,
before anything is queued.

Characters are UTF-16 code units, as JavaScript counts; graphemes are what people see as one character; bytes are those
of a file, or of a text in UTF-8.`;

const outcomes: Readonly<Record<ContentLimit['beyond'], string>> = {
  refused: 'refused',
  shortened: 'shortened',
  split: 'sent in several messages',
  adapted: 'shown in another form',
};

/** The text of `docs/content.md`: what each platform shows of each type of content. */
export function printContent(platforms: readonly Platform[]): string {
  const types = typesOf(platforms);
  const matrix = markdownTable(
    ['Content', ...platforms.map(({ title }) => title)],
    types.map((type) => [`\`${type}\``, ...platforms.map(({ content }) => content.types[type].shown)]),
  );
  return `${[head, matrix, ...platforms.map(section)].join('\n\n')}\n`;
}

function typesOf([first]: readonly Platform[]): OutboundContentType[] {
  // All platforms have a rule for each type, so the keys of one are the types.
  return Object.keys(first?.content.types ?? {}) as OutboundContentType[];
}

function section({ title, content }: Platform): string {
  const rules = Object.entries(content.types).map(([type, rule]) => ruleOf(type, rule));
  const general = content.general.map(({ topic, rule }) => `- **${topic}.** ${rule}`);
  return [`## ${title}`, ...rules, `### In general, on ${title}`, general.join('\n')].join('\n\n');
}

function ruleOf(type: string, { shown, how, limits, media_types, kinds, page }: ContentRule): string {
  const more = [
    page && markdownLink('The platform’s page.', page),
    media_types && `Types: ${list(media_types)}.`,
    media_types === null && 'Any type.',
    kinds && `Checked: ${list(kinds)}.`,
  ].filter(Boolean);
  const text = [`### \`${type}\`: ${shown}`, [how, ...more].join(' ')];
  if (limits.length === 0) return text.join('\n\n');
  const rows = limits.map((limit) => [
    [`\`${limit.field}\``, limit.of && `(${limit.of})`].filter(Boolean).join(' '),
    amountOf(limit),
    outcomes[limit.beyond],
    markdownLink('page', limit.page),
  ]);
  return [...text, markdownTable(['Field', 'Limit', 'Beyond it', 'Source'], rows)].join('\n\n');
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function amountOf({ most, least, unit }: ContentLimit): string {
  const told = (amount: number) => (unit === 'bytes' ? bytesOf(amount) : `${amount} ${unit}`);
  if (most === undefined) return `at least ${told(least ?? 0)}`;
  return least === undefined ? `at most ${told(most)}` : `${least} to ${told(most)}`;
}

/** In the unit the number is round in: platforms mean powers of two as often as of ten. */
function bytesOf(bytes: number): string {
  for (const [name, size] of Object.entries({ MiB: 1024 ** 2, MB: 1000 ** 2, KiB: 1024, KB: 1000 })) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${name}`;
  }
  return `${bytes} bytes`;
}
