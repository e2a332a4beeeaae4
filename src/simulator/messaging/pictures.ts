import { digitsFrom } from '../ids.ts';
import { sampleFile } from '../samples.ts';
import type { World } from '../world.ts';
import { keepFile, linkTo } from './files.ts';
import type { Customer, MessagingAccount } from './state.ts';

/** The link to the picture of an account, or of a person; a new one when the last has died. */
export function pictureOf(world: World, account: MessagingAccount, customer?: Customer): string {
  if (customer === undefined && account.picture_url !== null) return account.picture_url;
  const id = digitsFrom(`picture|${account.id}|${customer?.id ?? ''}`, 16);
  const known = world.messaging.files.get(id);
  const file =
    known !== undefined && known.expires_at > world.clock.now()
      ? known
      : keepFile(world, account.platform, sampleFile('image'), id);
  return linkTo(world, file);
}
