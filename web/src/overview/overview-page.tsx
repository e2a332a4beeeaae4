import { AccountsPage } from '../accounts/accounts-page.tsx';

/** How the hub is: begins with its accounts. */
export function OverviewPage() {
  return <AccountsPage />;
}
