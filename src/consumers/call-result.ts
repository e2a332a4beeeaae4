/** What came of one try. */
export interface CallResult {
  ok: boolean;
  /** null when no answer came. */
  status: number | null;
  milliseconds: number;
  /** The beginning of the answer, or of what went wrong. */
  answer: string;
  /** Why it does not count as delivered; null when it does. */
  error: string | null;
  /** How long the consumer asks to be left alone. */
  retry_after_ms?: number;
}
