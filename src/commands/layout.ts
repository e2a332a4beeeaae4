import { fitInto, padTo, textWidth } from './text-width.ts';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  value(row: Row): string | number | null;
  /** May be shortened where the terminal is narrow; ids may not, since they are copied. */
  flexible?: true;
}

const gap = '  ';
// A shortened column still tells something.
const narrowest = 10;

/** A table whose columns stand under their titles; `width` is that of the terminal. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map(({ value }) => oneLine(shown(value(row)))));
  const lines = [columns.map(({ title }) => title), ...cells];
  const natural = columns.map((_, at) => Math.max(...lines.map((line) => textWidth(line[at] ?? ''))));
  const widths = narrowed(
    natural,
    columns.map(({ flexible }) => flexible === true),
    width,
  );
  return lines.map((line) => rowOf(line, widths)).join('\n');
}

function rowOf(cells: readonly string[], widths: readonly number[]): string {
  const fitted = cells.map((cell, at) => padTo(fitInto(cell, widths[at] ?? 0), widths[at] ?? 0));
  return fitted.join(gap).trimEnd();
}

/** Widths that fit into the terminal, taken from the widest flexible column first. */
function narrowed(natural: readonly number[], flexible: readonly boolean[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1)) - width;
  while (over > 0) {
    const candidates = widths.map((one, at) => (flexible[at] && one > narrowest ? one : 0));
    const widest = Math.max(...candidates);
    if (widest === 0) break;
    const at = candidates.indexOf(widest);
    const next = Math.max(narrowest, ...candidates.filter((_, other) => other !== at));
    // Down to the next widest, so that two long columns give way equally.
    const taken = Math.min(over, Math.max(1, widest - next));
    widths[at] = widest - taken;
    over -= taken;
  }
  return widths;
}

/** Names and values one under the other; what is undefined is left out. */
export function record(entries: readonly (readonly [string, string | number | null | undefined])[]): string {
  const given = entries.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...given.map(([name]) => textWidth(name)));
  return given.map(([name, value]) => indented(padTo(name, width) + gap, shown(value ?? null))).join('\n');
}

function shown(value: string | number | null): string {
  return value === null || value === '' ? '-' : String(value);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A time of the API as people read it, to the second, still in UTC. */
export function moment(timestamp: string | null): string {
  return timestamp === null ? '-' : `${timestamp.slice(0, 19).replace('T', ' ')}Z`;
}

/** A time of the API to the millisecond. */
export function exactMoment(timestamp: string): string {
  return timestamp.replace('T', ' ');
}

/** Something that happened. */
export interface Happening {
  /** Where it belongs in the order. */
  at: string;
  /** The time that is shown, where another is. */
  time?: string;
  text: string;
}

/** Things that happened, each on a line behind its time, the earliest first. */
export function inOrder(happenings: readonly Happening[]): string {
  return happenings
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map(({ at, time = moment(at), text }) => indented(`${time}${gap}`, text))
    .join('\n');
}

/** A text behind its heading, also where it has several lines. */
function indented(heading: string, text: string): string {
  return heading + text.replaceAll('\n', `\n${' '.repeat(textWidth(heading))}`);
}

// All control characters but line break and tab: with these a message could move the cursor or recolour what
// stands beside it. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
const controls = /[^\P{Cc}\n\t]/gu;

/** Text that cannot steer the terminal: whoever writes to the business may put anything into a message. */
export function harmless(text: string): string {
  return text.replace(controls, '\ufffd');
}

/** Millionths of a dollar, for people. */
export function dollars(micros: number | null): string {
  return micros === null ? 'unknown' : `$${(micros / 1_000_000).toFixed(4)}`;
}
