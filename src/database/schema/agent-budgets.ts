/** What the agent of an account has used up in one day. */
export interface AgentBudgetRow {
  workspace_id: string;
  account_id: string;
  /** In the account's time zone: `2026-11-25`. */
  day: string;
  /** Of calls that have ended. */
  tokens_used: number;
  /** Of calls that run, as much as they may need; what a crash left behind counts until the day ends. */
  tokens_reserved: number;
  /** Millionths of a US dollar, of models whose price is known. */
  micros_used: number;
  micros_reserved: number;
  /** When a call was first refused on this day; null: none was. */
  spent_at: number | null;
  updated_at: number;
}
