import { createClient, type Parley } from '../../../src/client/index.ts';

const workspaceKey = 'parley.workspace';

/** The workspace that was chosen here, by its id; null: the key's own. */
export function chosenWorkspace(): string | null {
  return localStorage.getItem(workspaceKey);
}

/** Chooses the workspace to act in, and begins anew: nothing of another one may stay on the page. */
export function chooseWorkspace(id: string | null): void {
  if (id === null) localStorage.removeItem(workspaceKey);
  else localStorage.setItem(workspaceKey, id);
  location.assign('/');
}

const workspace = chosenWorkspace();

/** The hub that serves this page, for whoever is signed in. */
export const hub: Parley = createClient({ url: '', ...(workspace !== null && { workspace }) });
