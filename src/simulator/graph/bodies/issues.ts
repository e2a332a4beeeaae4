import type { z } from 'zod';
import { GraphRefusal } from '../errors.ts';
import { type Complaint, complaintAbout } from './complaint.ts';

/** Checks a body and refuses it the way WhatsApp words it. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const complaint = complaintAbout(result.error);
  throw complaint === null ? new GraphRefusal(100) : refusalOf(complaint);
}

function refusalOf(complaint: Complaint): GraphRefusal {
  const { kind, param, text } = complaint;
  switch (kind) {
    case 'unexpected':
    case 'type':
    case 'value':
      return invalidParam(text);
    case 'missing':
      // The Graph API itself misses the parameters of the call, WhatsApp those of the message.
      if (complaint.depth === 1) return invalidParam(text);
      return new GraphRefusal(131008, { details: `Required parameter ${param} is missing.` });
    case 'too_long':
    case 'too_short':
      if (param === "text['body']") return textRefusal(complaint);
      return new GraphRefusal(131009, { details: text });
    case 'custom': {
      const { code } = complaint.params;
      return new GraphRefusal(typeof code === 'number' ? code : 131009, { details: text });
    }
    default:
      return new GraphRefusal(131009, { details: text });
  }
}

function textRefusal({ kind, param, params }: Complaint): GraphRefusal {
  if (kind === 'too_short') return invalidParam(`The parameter ${param} is required.`);
  return invalidParam(`Param ${param} must be at most ${params.limit} characters long.`);
}

function invalidParam(text: string): GraphRefusal {
  return new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
}
