import { Problem } from '../errors.ts';

/** A secret can be in one app of a workspace only: by it accounts find their app. */
export function secretHeld(appId: string): Problem {
  return new Problem({
    status: 409,
    code: 'secret_exists',
    detail: `The app ${appId} of this workspace holds this secret already.`,
    fix: `Change that app (PATCH /api/v1/apps/${appId}) instead.`,
  });
}

/** Without any secret every webhook would be refused. */
export function lastSecret(): Problem {
  return new Problem({
    status: 409,
    code: 'last_secret',
    detail: 'This is the only secret of the app: without it every webhook would be refused.',
    fix: 'Add the new secret first, then remove this one.',
  });
}

/** The webhooks of its accounts could not be checked any more. */
export function appInUse(accounts: number): Problem {
  return new Problem({
    status: 409,
    code: 'app_in_use',
    detail: `${accounts} connected ${accounts === 1 ? 'account uses' : 'accounts use'} this app.`,
    fix: 'Disconnect its accounts first (DELETE /api/v1/accounts/{id}).',
  });
}
