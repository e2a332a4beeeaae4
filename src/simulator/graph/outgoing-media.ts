import type { MessageBody } from './bodies/message.ts';
import { GraphRefusal } from './errors.ts';
import { fetchLink } from './linked-file.ts';
import { type MediaKind, mediaKinds, mediaProblem, plainType } from './media-rules.ts';
import type { BusinessNumber, GraphState } from './state.ts';

/** One medium of a message. */
interface Medium {
  kind: MediaKind;
  id?: string | undefined;
  link?: string | undefined;
  voice?: boolean | undefined;
}

/** What is to be looked at before a message can be carried to the phone. */
export type MediaCheck = () => Promise<string | null>;

/**
 * The media of a message. Unknown uploads are refused at once; whether files fit is found out later, as on
 * the real platform, by the answered check: a text says what is wrong.
 */
export function checkMedia(state: GraphState, number: BusinessNumber, body: MessageBody): MediaCheck {
  const media = mediaIn(body);
  for (const { id } of media) {
    if (id === undefined || state.media.get(id)?.number === number) continue;
    throw new GraphRefusal(131009, { details: `Media ID ${id} is not known to this phone number.` });
  }
  return async () => {
    for (const medium of media) {
      const problem = medium.id === undefined ? await linkProblem(medium) : uploadedProblem(state, medium);
      if (problem !== null) return problem;
    }
    return null;
  };
}

/** Every `{type: "image", image: {id | link}}` of a body, however deep: headers, template parameters, cards. */
function mediaIn(value: unknown): Medium[] {
  if (Array.isArray(value)) return value.flatMap(mediaIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = mediaKinds.flatMap((kind): Medium[] => {
    const medium: unknown = 'type' in value && value.type === kind ? Reflect.get(value, kind) : null;
    return typeof medium === 'object' && medium !== null ? [{ ...medium, kind }] : [];
  });
  return own.length > 0 ? own : Object.values(value).flatMap(mediaIn);
}

function uploadedProblem(state: GraphState, medium: Medium): string | null {
  const file = state.media.get(medium.id ?? '');
  return file === undefined ? 'The media id has expired.' : fileProblem(medium, file);
}

function fileProblem(medium: Medium, file: { mime_type: string; bytes: Uint8Array }): string | null {
  if (medium.voice && plainType(file.mime_type) !== 'audio/ogg')
    return 'A voice message needs an ogg file with opus.';
  return mediaProblem(medium.kind, file);
}

const patience = 5000;

/** Fetches the linked file, and says what is wrong with it. */
async function linkProblem(medium: Medium): Promise<string | null> {
  const file = await fetchLink(medium.link ?? '', patience);
  if (file === null) return null;
  return 'problem' in file ? file.problem : fileProblem(medium, file);
}
