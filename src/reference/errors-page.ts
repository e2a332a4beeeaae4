import { failureKinds } from '../errors.ts';
import { stepOf } from '../outbound/outcome.ts';
import type { Platform } from '../platforms/platform.ts';
import { anchorOf, conditionOf, kindMeanings, repetitionOf, stepMeanings } from './error-rows.ts';
import { markdownLink, markdownTable } from './markdown.ts';

const head = `# Errors

What each error of the platforms means, what to do about it, and whether the hub repeats what failed. Printed by
\`parley docs errors\` from the catalogues that the hub itself decides by (\`src/platforms/*/errors.ts\`); the API has them
at \`GET /api/v1/platforms/{platform}/errors\`.

Meta’s errors are named by code and subcode: \`190/463\`. A code alone stands for all its subcodes that have no row of
their own. Where a platform has no codes, the status and how its message begins stand for one. Waits that a platform
gives with an error (\`Retry-After\`, the time to regain access in \`X-Business-Use-Case-Usage\`) count more than those of
a row. The first row that fits counts.

## Kinds

Every error is of one kind, and the kind alone decides what follows.`;

/** The text of `docs/errors.md`: the catalogue of every platform. */
export function printErrors(platforms: readonly Platform[]): string {
  const kinds = markdownTable(
    ['Kind', 'What it means', 'What follows'],
    failureKinds.map((kind) => [
      `${place(anchorOf(kind))}\`${kind}\``,
      kindMeanings[kind],
      stepMeanings[stepOf(kind)],
    ]),
  );
  return `${[head, kinds, accounts, ...platforms.map(section)].join('\n\n')}\n`;
}

const accounts = `The kinds \`credentials\`, \`permission\` and \`account_blocked\` say that the account itself is ill: the event
\`account.paused\` tells it once, with the fix, \`account.resumed\` once it is well again, and the health of the account
shows it meanwhile. So does a \`rate_limited\` that lasts half an hour or longer.`;

function section({ name, title, errors }: Platform): string {
  const rows = errors.map((entry) => {
    const when = conditionOf(entry);
    const codes = entry.codes.map((code) => `${place(anchorOf(name, code, when))}\`${code}\``);
    return [
      [codes.join(', '), when].filter(Boolean).join(' '),
      `\`${entry.kind}\``,
      entry.cause,
      entry.fix,
      repetitionOf(entry),
      markdownLink('page', entry.url),
    ];
  });
  const columns = ['Code', 'Kind', 'What happened', 'What to do', 'Repeated', 'Source'];
  return `## ${title}\n\n${markdownTable(columns, rows)}`;
}

function place(anchor: string): string {
  return `<a id="${anchor}"></a>`;
}
