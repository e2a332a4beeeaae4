import { z } from 'zod';
import { clusters, linkUri, units } from './basics.ts';

/** Where an action stands decides how long its label may be and which actions are allowed. */
interface LabelRule {
  longest: number;
  required: boolean;
}

function labelOf(rule: LabelRule) {
  const label = clusters(rule.longest);
  return rule.required ? label : label.optional();
}

const data = units(300);

const patterns = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}$/,
} as const;

function postback(rule: LabelRule) {
  return z
    .strictObject({
      type: z.literal('postback'),
      label: labelOf(rule),
      data,
      displayText: clusters(300).optional(),
      text: clusters(300).optional(),
      inputOption: z.enum(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']).optional(),
      fillInText: clusters(300).optional(),
    })
    .refine((action) => action.displayText === undefined || action.text === undefined, {
      error: 'Cannot be specified together with displayText',
      path: ['text'],
    })
    .refine((action) => action.fillInText === undefined || action.inputOption === 'openKeyboard', {
      error: 'Only allowed with openKeyboard',
      path: ['fillInText'],
    });
}

function datetimePicker(rule: LabelRule) {
  return (
    z
      .strictObject({
        type: z.literal('datetimepicker'),
        label: labelOf(rule),
        data,
        mode: z.enum(['date', 'time', 'datetime']),
        initial: z.string().optional(),
        max: z.string().optional(),
        min: z.string().optional(),
      })
      .refine(
        ({ mode, initial, max, min }) =>
          [initial, max, min].every((value) => value === undefined || patterns[mode].test(value)),
        { error: 'invalid date format', path: ['initial'] },
      )
      // Written alike, moments compare like texts.
      .refine(({ min, max }) => min === undefined || max === undefined || min < max, {
        error: 'The min value must be less than the max value',
        path: ['min'],
      })
      .refine(
        ({ initial = '', min = initial, max = initial }) =>
          initial === '' || (min <= initial && initial <= max),
        { error: 'The initial value must be between min and max', path: ['initial'] },
      )
  );
}

/** The actions every place takes. */
function general(rule: LabelRule) {
  return [
    postback(rule),
    z.strictObject({ type: z.literal('message'), label: labelOf(rule), text: clusters(300) }),
    z.strictObject({
      type: z.literal('uri'),
      label: labelOf(rule),
      uri: linkUri,
      altUri: z.strictObject({ desktop: linkUri.optional() }).optional(),
    }),
    datetimePicker(rule),
    z.strictObject({
      type: z.literal('clipboard'),
      label: labelOf(rule),
      clipboardText: units(1000),
    }),
  ] as const;
}

/** An action of a template or Flex component. https://developers.line.biz/en/reference/messaging-api/#action-objects */
export function action(rule: LabelRule) {
  return z.discriminatedUnion('type', general(rule));
}

const quickLabel = { longest: 20, required: true };

/** An action of a quick reply button, where camera, photos and location are possible too. */
export const quickReplyAction = z.discriminatedUnion('type', [
  ...general(quickLabel),
  z.strictObject({ type: z.literal('camera'), label: labelOf(quickLabel) }),
  z.strictObject({ type: z.literal('cameraRoll'), label: labelOf(quickLabel) }),
  z.strictObject({ type: z.literal('location'), label: labelOf(quickLabel) }),
]);
