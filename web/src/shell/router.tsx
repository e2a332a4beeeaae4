import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './layout.tsx';
import { Loading, NotFound, ProblemNotice } from './states.tsx';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound });

// Each page is fetched when it is first visited, so that the first one is there at once.
const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
});

const inboxComponent = lazyRouteComponent(() => import('../inbox/inbox-page.tsx'), 'InboxPage');

// One component for both addresses, so that opening a conversation leaves the list as it is.
const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: inboxComponent });
const conversation = createRoute({ getParentRoute: () => inbox, path: '$id' });

const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../accounts/accounts-page.tsx'), 'AccountsPage'),
});

const connect = createRoute({
  getParentRoute: () => root,
  path: '/accounts/connect',
  component: lazyRouteComponent(() => import('../accounts/connect-page.tsx'), 'ConnectPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/accounts/$id',
  component: lazyRouteComponent(() => import('../accounts/account-page.tsx'), 'AccountPage'),
});

const message = createRoute({
  getParentRoute: () => root,
  path: '/messages/$id',
  component: lazyRouteComponent(() => import('../messages/message-page.tsx'), 'MessagePage'),
});

const agent = createRoute({
  getParentRoute: () => root,
  path: '/agent',
  component: lazyRouteComponent(() => import('../agent/agent-page.tsx'), 'AgentPage'),
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/agent/runs/$id',
  component: lazyRouteComponent(() => import('../agent/run-page.tsx'), 'RunPage'),
});

const agentSettings = createRoute({
  getParentRoute: () => root,
  path: '/agent/$id',
  component: lazyRouteComponent(() => import('../agent/settings-page.tsx'), 'AgentSettingsPage'),
});

const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  component: lazyRouteComponent(() => import('../knowledge/knowledge-page.tsx'), 'KnowledgePage'),
});

const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: lazyRouteComponent(() => import('../templates/templates-page.tsx'), 'TemplatesPage'),
});

const playground = createRoute({
  getParentRoute: () => root,
  path: '/playground',
  component: lazyRouteComponent(() => import('../playground/playground-page.tsx'), 'PlaygroundPage'),
});

const evaluations = createRoute({
  getParentRoute: () => root,
  path: '/evaluations',
  component: lazyRouteComponent(() => import('../evaluations/evaluations-page.tsx'), 'EvaluationsPage'),
});

const evaluation = createRoute({
  getParentRoute: () => root,
  path: '/evaluations/$name',
  component: lazyRouteComponent(() => import('../evaluations/evaluation-page.tsx'), 'EvaluationPage'),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => root,
  path: '/webhooks/$id',
  component: lazyRouteComponent(() => import('../webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const consumers = createRoute({
  getParentRoute: () => root,
  path: '/consumers',
  component: lazyRouteComponent(() => import('../consumers/consumers-page.tsx'), 'ConsumersPage'),
});

const consumer = createRoute({
  getParentRoute: () => root,
  path: '/consumers/$id',
  component: lazyRouteComponent(() => import('../consumers/consumer-page.tsx'), 'ConsumerPage'),
});

const dead = createRoute({
  getParentRoute: () => root,
  path: '/dead',
  component: lazyRouteComponent(() => import('../dead/dead-page.tsx'), 'DeadPage'),
});

const members = createRoute({
  getParentRoute: () => root,
  path: '/members',
  component: lazyRouteComponent(() => import('../people/members-page.tsx'), 'MembersPage'),
});

const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  component: lazyRouteComponent(() => import('../people/keys-page.tsx'), 'KeysPage'),
});

const workspaces = createRoute({
  getParentRoute: () => root,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('../workspaces/workspaces-page.tsx'), 'WorkspacesPage'),
});

const simulator = createRoute({
  getParentRoute: () => root,
  path: '/simulator',
  component: lazyRouteComponent(() => import('../simulator/simulator-page.tsx'), 'SimulatorPage'),
});

const tree = root.addChildren([
  overview,
  inbox.addChildren([conversation]),
  ...[accounts, simulator],
  ...[connect, account, message],
  ...[webhooks, webhook, consumers, consumer, dead],
  ...[templates, playground, evaluations, evaluation],
  ...[agent, run, agentSettings, knowledge],
  ...[members, keys, workspaces],
]);

/** The pages by their addresses. */
export function createConsoleRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <ProblemNotice error={error} retry={reset} />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
