import { z } from 'zod';
import { most } from '../message-limits.ts';
import { characters, rule, text, uri } from './rules.ts';

/**
 * What happens on a tap. Where an action stands decides how long its label may be, and whether it needs one.
 * https://developers.line.biz/en/reference/messaging-api/#action-objects
 */

const data = text(most.data, 0);

const moments = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}$/,
} as const;

function postback<Label extends z.ZodType>(label: Label) {
  return z
    .strictObject({
      type: z.literal('postback'),
      label,
      data,
      displayText: characters(most.spokenText).optional(),
      text: characters(most.spokenText).optional(),
      inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
      fillInText: characters(most.spokenText).optional(),
    })
    .refine((action) => action.displayText === undefined || action.text === undefined, {
      ...rule('LINE takes either displayText or text.', 'Leave out text, which is the older of the two.'),
      path: ['text'],
    })
    .refine((action) => action.fillInText === undefined || action.inputOption === 'openKeyboard', {
      ...rule(
        'LINE fills in a text only where the tap opens the keyboard.',
        'Set inputOption to openKeyboard, or leave out fillInText.',
      ),
      path: ['fillInText'],
    });
}

function datetimepicker<Label extends z.ZodType>(label: Label) {
  const picker = z.strictObject({
    type: z.literal('datetimepicker'),
    label,
    data,
    mode: z.enum(['date', 'time', 'datetime']),
    initial: z.string().optional(),
    max: z.string().optional(),
    min: z.string().optional(),
  });
  return (['initial', 'max', 'min'] as const).reduce(
    (schema, key) =>
      schema.refine(({ mode, [key]: moment }) => moment === undefined || moments[mode].test(moment), {
        ...rule(
          'This is no moment of the mode of the action.',
          'Write a date as 2026-08-01, a time as 09:30, both as 2026-08-01T09:30.',
        ),
        path: [key],
      }),
    picker,
  );
}

/** The actions that every place takes. */
function everywhere<Label extends z.ZodType>(label: Label) {
  return [
    postback(label),
    z.strictObject({ type: z.literal('message'), label, text: characters(most.spokenText) }),
    z.strictObject({
      type: z.literal('uri'),
      label,
      uri,
      altUri: z.strictObject({ desktop: uri.optional() }).optional(),
    }),
    datetimepicker(label),
    z.strictObject({ type: z.literal('clipboard'), label, clipboardText: text(most.clipboardText) }),
    misplaced('richmenuswitch', 'LINE switches rich menus only from a rich menu.'),
  ] as const;
}

function misplaced<Type extends string>(type: Type, reason: string) {
  return z.looseObject({ type: z.literal(type) }).refine(() => false, {
    ...rule(reason, 'Use another action.'),
    path: ['type'],
  });
}

const quickOnly = 'LINE has this action only in quick replies.';

function inMessage<Label extends z.ZodType>(label: Label) {
  return z.discriminatedUnion('type', [
    ...everywhere(label),
    misplaced('camera', quickOnly),
    misplaced('cameraRoll', quickOnly),
    misplaced('location', quickOnly),
  ]);
}

/** A button of a template. */
export const templateAction = inMessage(characters(most.label));

/** A tap on the picture, title or text of a template. */
export const defaultAction = inMessage(characters(most.label).optional());

/** A tap on a picture of an image carousel. */
export const imageAction = inMessage(characters(most.imageLabel).optional());

/** A button of a Flex message. */
export const flexButtonAction = inMessage(characters(most.flexLabel));

/** A tap on anything else of a Flex message. */
export const flexAction = inMessage(characters(most.flexLabel).optional());

const label = characters(most.label);

/** A quick reply, where the camera, pictures and the place can be asked for too. */
export const quickReplyAction = z.discriminatedUnion('type', [
  ...everywhere(label),
  z.strictObject({ type: z.literal('camera'), label }),
  z.strictObject({ type: z.literal('cameraRoll'), label }),
  z.strictObject({ type: z.literal('location'), label }),
]);
