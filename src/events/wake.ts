import type { Writer } from '../database/writer.ts';

/** Calls back whenever a workspace may have new events, until the returned function is called. */
export type Wake = (workspaceId: string, listener: () => void) => () => void;

/** Wakes those who follow a workspace's events, whichever process wrote them. */
export function wakeOnEvents(writer: Writer): Wake {
  const listeners = new Map<string, Set<() => void>>();
  writer.on('events', (workspaceIds) => {
    for (const workspaceId of workspaceIds) {
      for (const listener of listeners.get(workspaceId) ?? []) listener();
    }
  });
  return (workspaceId, listener) => {
    const known = listeners.get(workspaceId);
    if (known) known.add(listener);
    else listeners.set(workspaceId, new Set([listener]));
    return () => {
      const left = listeners.get(workspaceId);
      left?.delete(listener);
      if (left?.size === 0) listeners.delete(workspaceId);
    };
  };
}
