import type { CareInput } from '../account-care.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import type { PlatformRequest } from '../request.ts';
import type { WhatsAppCredentials } from './credentials.ts';

/** What every dialogue about a business number knows. */
export type WhatsAppInput = CareInput<WhatsAppCredentials>;

/** The number itself, with these fields or with those it shows by itself. */
export function numberNode(
  { credentials, settings }: WhatsAppInput,
  fields?: readonly string[],
): PlatformRequest {
  const path = graphPath(settings, credentials.phone_number_id);
  return graphGet(path, fields && { fields: fields.join(',') });
}

// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/business-profiles
const profileFields = 'about,address,description,email,profile_picture_url,websites,vertical';

/** What people see when they open the profile of the number. */
export function profileNode({ credentials, settings }: WhatsAppInput): PlatformRequest {
  const path = graphPath(settings, credentials.phone_number_id, 'whatsapp_business_profile');
  return graphGet(path, { fields: profileFields });
}
