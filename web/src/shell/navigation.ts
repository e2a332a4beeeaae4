import type { Icon } from '@tabler/icons-react';
import IconLayoutDashboard from '@tabler/icons-react/icons/IconLayoutDashboard';
import IconMessages from '@tabler/icons-react/icons/IconMessages';
import IconPlugConnected from '@tabler/icons-react/icons/IconPlugConnected';
import type { Scope } from '../session/session.ts';
import type { useWords } from './words.ts';

/** A place that the navigation leads to. */
export interface Place {
  path: string;
  word: Parameters<ReturnType<typeof useWords>>[0];
  icon: Icon;
  /** What a key needs to see it. */
  scope: Scope;
}

/** The navigation, in groups: work first, then what is looked after. */
export const places: readonly (readonly Place[])[] = [
  [
    { path: '/', word: 'overview', icon: IconLayoutDashboard, scope: 'read' },
    { path: '/inbox', word: 'inbox', icon: IconMessages, scope: 'read' },
  ],
  [{ path: '/accounts', word: 'accounts', icon: IconPlugConnected, scope: 'read' }],
];
