import type { RunStep } from '../../ledger.ts';

/** What a rule of the guard demands, and why, in words for the people of the business. */
export interface Finding {
  demand: 'hand_over' | 'silence';
  reason: string;
}

/** One rule: what it is called in the ledger, and how it judges. */
export interface GuardRule<Subject> {
  name: string;
  judge(subject: Subject): Finding | null;
}

/** What came of an examination. */
export interface Examination {
  /** Of the first rule that was broken, with its name; null: none was. */
  finding: (Finding & { rule: string }) | null;
  /** Each rule that was looked at, for the ledger. */
  steps: RunStep[];
}

/** Holds a subject against rules, in their order, up to the first that it breaks. */
export function examine<Subject>(rules: readonly GuardRule<Subject>[], subject: Subject): Examination {
  const steps: RunStep[] = [];
  for (const { name, judge } of rules) {
    const finding = judge(subject);
    if (!finding) {
      steps.push({ type: 'guard', rule: name, outcome: 'passed' });
      continue;
    }
    steps.push({ type: 'guard', rule: name, outcome: finding.demand, detail: finding.reason });
    return { finding: { ...finding, rule: name }, steps };
  }
  return { finding: null, steps };
}

/** A demand that people take over. */
export function handOver(reason: string): Finding {
  return { demand: 'hand_over', reason };
}
