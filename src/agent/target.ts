/** The target under which the agent of an account works; its lanes are conversations. */
export function agentTarget(accountId: string): string {
  return `agent:${accountId}`;
}
