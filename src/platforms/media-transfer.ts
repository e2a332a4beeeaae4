import type { Failure } from '../errors.ts';
import type { CareInput } from './account-care.ts';
import type { Dialogue } from './dialogue.ts';
import type { PlatformAnswer, PlatformRequest } from './request.ts';

/**
 * How the bytes of media come from a platform and get to it. Pure as the rest of the contract: it says what
 * to call, and whoever has a network carries the bytes (`media/`).
 */
export interface MediaTransfer<Credentials = unknown> {
  /** How long media of a message can be fetched after it came (ms); null: the platform does not say. */
  received_kept_ms: number | null;
  /** Asks where the bytes of received media are now; a failure when nothing can be fetched any more. */
  download(input: CareInput<Credentials>, media: ReceivedMedia): Dialogue<MediaSource | Failure>;
  /** Absent where the platform takes no uploads: then it fetches media from an address of ours. */
  upload?: MediaUpload<Credentials>;
}

/** What a message says of its media; at least one of both is there. */
export interface ReceivedMedia {
  platform_media_id?: string;
  url?: string;
}

/** Where the bytes are. */
export type MediaSource = (
  | {
      /** The platform's own API, called as the account; 202 means that it is not ready yet. */
      from: 'api';
      request: PlatformRequest;
    }
  | {
      /** A link that needs no token. Whoever wrote it may be anybody. */
      from: 'link';
      url: string;
    }
  | {
      /** A link that wants the token, which goes to these hosts only; `*.` stands for any below it. */
      from: 'token_link';
      url: string;
      hosts: readonly string[];
    }
) & {
  /** When the link is dead, asking again may give a fresh one. */
  renewable?: true;
  told: ToldOfMedia;
};

/** What the platform says of the bytes beforehand. */
export interface ToldOfMedia {
  mime_type?: string;
  size?: number;
  /** Lower-case hex SHA-256. */
  sha256?: string;
}

/** The types of message that a file is sent in. */
export type MediaType = 'image' | 'video' | 'audio' | 'file' | 'sticker';

/** A file to be sent. */
export interface OutgoingFile {
  type: MediaType;
  /** Without parameters. */
  mime_type: string;
  file_name: string;
}

/** Handing a file over before it is sent, so that it can be sent by an id, several times. */
export interface MediaUpload<Credentials> {
  /** How long such an id can be used (ms). */
  kept_ms: number;
  /** Whether an account with these credentials can upload. */
  offered(credentials: Credentials): boolean;
  request(input: CareInput<Credentials>, file: OutgoingFile): UploadRequest;
  /** The id, or why there is none. */
  interpret(answer: PlatformAnswer): { platform_media_id: string } | Failure;
  /** Whether a send was refused because an id is not known any more. */
  isStale(failure: Failure): boolean;
}

/** A request with the file in it, as `multipart/form-data`. */
export interface UploadRequest {
  /** Without a body. */
  request: PlatformRequest;
  fields: Readonly<Record<string, string>>;
  /** The name of the part that holds the file. */
  file_field: string;
}

/** The platform has nothing to fetch any more. */
export function mediaGone(code: string, message = ''): Failure {
  return {
    kind: 'not_found',
    code,
    message,
    cause: 'The platform does not have these media any more, or they were taken back.',
    fix: 'Ask the person to send them again.',
  };
}
