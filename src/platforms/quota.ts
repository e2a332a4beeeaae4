/** How many messages a plan counts in the current month, and how many of them are used. */
export interface Quota {
  /** null: the plan has no limit. */
  limit: number | null;
  /** What the platform says it has counted so far; it may lag behind. */
  used: number;
}
