import type { Icon } from '@tabler/icons-react';
import IconAlertTriangle from '@tabler/icons-react/icons/IconAlertTriangle';
import IconBook2 from '@tabler/icons-react/icons/IconBook2';
import IconBuilding from '@tabler/icons-react/icons/IconBuilding';
import IconChecklist from '@tabler/icons-react/icons/IconChecklist';
import IconDeviceMobile from '@tabler/icons-react/icons/IconDeviceMobile';
import IconFlask from '@tabler/icons-react/icons/IconFlask';
import IconKey from '@tabler/icons-react/icons/IconKey';
import IconLayoutDashboard from '@tabler/icons-react/icons/IconLayoutDashboard';
import IconMessages from '@tabler/icons-react/icons/IconMessages';
import IconPlugConnected from '@tabler/icons-react/icons/IconPlugConnected';
import IconRobot from '@tabler/icons-react/icons/IconRobot';
import IconSend from '@tabler/icons-react/icons/IconSend';
import IconTemplate from '@tabler/icons-react/icons/IconTemplate';
import IconUsers from '@tabler/icons-react/icons/IconUsers';
import IconWebhook from '@tabler/icons-react/icons/IconWebhook';
import type { Scope } from '../session/session.ts';
import { hasSimulator } from '../simulator/simulator.ts';
import type { useWords } from './words.ts';

/** A place that the navigation leads to. */
export interface Place {
  path: string;
  word: Parameters<ReturnType<typeof useWords>>[0];
  icon: Icon;
  /** What a key needs to see it. */
  scope: Scope;
  /** Whether there is such a page here; without it there is. */
  isHere?: () => boolean;
}

/** The navigation, in groups: work first, then what is looked after. */
export const places: readonly (readonly Place[])[] = [
  [
    { path: '/', word: 'overview', icon: IconLayoutDashboard, scope: 'read' },
    { path: '/inbox', word: 'inbox', icon: IconMessages, scope: 'read' },
    {
      ...{ path: '/simulator', word: 'simulator', icon: IconDeviceMobile, scope: 'admin' },
      isHere: hasSimulator,
    },
  ],
  [
    { path: '/accounts', word: 'accounts', icon: IconPlugConnected, scope: 'read' },
    { path: '/templates', word: 'templates', icon: IconTemplate, scope: 'read' },
    { path: '/webhooks', word: 'webhooks', icon: IconWebhook, scope: 'admin' },
    { path: '/consumers', word: 'consumers', icon: IconSend, scope: 'admin' },
    { path: '/dead', word: 'dead', icon: IconAlertTriangle, scope: 'read' },
  ],
  [
    { path: '/agent', word: 'agent', icon: IconRobot, scope: 'read' },
    { path: '/playground', word: 'playground', icon: IconFlask, scope: 'admin' },
    { path: '/evaluations', word: 'evaluations', icon: IconChecklist, scope: 'read' },
    { path: '/knowledge', word: 'knowledge', icon: IconBook2, scope: 'read' },
  ],
  [
    { path: '/members', word: 'members', icon: IconUsers, scope: 'read' },
    { path: '/keys', word: 'keys', icon: IconKey, scope: 'admin' },
    { path: '/workspaces', word: 'workspaces', icon: IconBuilding, scope: 'admin' },
  ],
];
