import { z } from 'zod';
import type { Content, ContentOf, Option } from './content.ts';

/**
 * Everything in a content that people read, a line for each thing: for finding it, and for models. Empty where
 * there is nothing to read.
 */
export function textOf(content: Content): string {
  return linesOf(content)
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

type Lines = (string | undefined)[];

function linesOf(content: Content): Lines {
  switch (content.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return [content.text, ...(content.items ?? []).map(({ file_name }) => file_name)];
    case 'location':
      return [content.name, content.address];
    case 'contacts':
      return content.contacts.flatMap(cardLines);
    case 'choices':
      return [content.header, content.text, content.footer, ...content.options.flatMap(optionLines)];
    case 'cards':
      return content.cards.flatMap((card) => [
        card.title,
        card.text,
        ...(card.options ?? []).flatMap(optionLines),
      ]);
    case 'template':
      return [content.name, ...templateValues(content)];
    case 'answer':
      return [content.title, ...formValues(content.data)];
    case 'multiple':
      return content.parts.flatMap(linesOf);
    case 'reaction':
    case 'native':
    case 'unsupported':
      return [];
    default:
      return ['header', 'title', 'text', 'footer'].map((name) => wordsIn(content, name));
  }
}

function wordsIn(content: object, name: string): string | undefined {
  const value: unknown = Object.entries(content).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

function cardLines({ name, phones, emails, organisation }: ContentOf<'contacts'>['contacts'][number]): Lines {
  return [
    name,
    organisation,
    ...(phones ?? []).map(({ phone }) => phone),
    ...(emails ?? []).map(({ email }) => email),
  ];
}

function optionLines({ title, description }: Option): Lines {
  return [title, description];
}

function templateValues({ parameters = [] }: ContentOf<'template'>): string[] {
  return Array.isArray(parameters) ? parameters : Object.values(parameters);
}

const formSchema = z.record(z.string(), z.unknown());

/** What somebody filled in. */
function formValues(data: unknown): string[] {
  const form = formSchema.safeParse(data);
  if (!form.success) return [];
  return Object.entries(form.data).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'flow_token' ? [value] : [],
  );
}
