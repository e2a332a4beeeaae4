/**
 * Who did something at the desk: the member, where a key belongs to one, and the key; both null for the
 * installation's own key, and for a rule, which is named then.
 */
export interface Actor {
  member_id: string | null;
  key_id: string | null;
  /** The rule of the account's agent that did it. */
  rule?: string;
}
