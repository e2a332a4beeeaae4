import type { FailureKind } from '../errors.ts';

/**
 * One error of a platform, as data: what it is called there, what it means here, why it happens and what to
 * do. `explainError` answers from these entries and from nothing else, and `docs/errors.md` is printed from
 * them.
 */
export interface CatalogueEntry {
  /**
   * What the platform calls it: a code (`131047`), a code and its subcode (`190/463`), a range (`200-299`), a
   * status and how the words of the error begin (`400 Invalid reply token`), or a status alone (`HTTP 5xx`).
   * `other` stands for codes that no entry names.
   */
  codes: readonly string[];
  /** What must hold beside the code; absent: nothing. */
  when?: ErrorCondition;
  kind: FailureKind;
  /** What happened, in one plain sentence. */
  cause: string;
  /** What to do about it, in one plain sentence. */
  fix: string;
  /** The least wait before another try, in milliseconds, where the page names one. */
  wait_ms?: number;
  /** After how many failures in a row it is final, for a kind that is tried again. */
  tries?: number;
  /** It tells that the person wants no marketing messages any more. */
  stops_marketing?: true;
  /** The page that describes it. */
  url: string;
}

/** What tells apart errors that share a code. */
export interface ErrorCondition {
  /** What the platform says of trying again. */
  is_transient?: boolean;
  /** What stands in the platform's own words, whatever the case. */
  says?: string;
}

/** Entries in which each code stands once: what stands further in front counts, as it does when one is explained. */
export function catalogueOf(entries: readonly CatalogueEntry[]): CatalogueEntry[] {
  const known = new Set<string>();
  return entries.flatMap((entry) => {
    const names = new Map(entry.codes.map((code) => [code, `${code} ${JSON.stringify(entry.when ?? {})}`]));
    const codes = entry.codes.filter((code) => !known.has(names.get(code) ?? ''));
    for (const name of names.values()) known.add(name);
    return codes.length > 0 ? [{ ...entry, codes }] : [];
  });
}
