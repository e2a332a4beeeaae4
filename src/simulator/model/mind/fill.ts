import { chooseValue } from './choice.ts';
import type { Facts } from './facts.ts';
import type { Schema } from './task.ts';

/** Where a value belongs: the name of its field, and what the schema says of it. */
interface Place {
  name: string;
  root: Schema;
  facts: Facts;
}

/** A value of any JSON schema, with what the facts say in the fields that ask for it. */
export function fill(schema: Schema, facts: Facts): unknown {
  return fillPlace(schema, { name: '', root: schema, facts });
}

function fillPlace(given: Schema, place: Place): unknown {
  const schema = resolved(given, place.root);
  const branches = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (branches !== undefined) return ofBranches(branches.map(asSchema), place);
  if (Array.isArray(schema.enum)) return chooseValue(schema.enum, place.facts);
  if (schema.const !== undefined) return schema.const;
  switch (typeOf(schema)) {
    case 'object':
      return ofObject(schema, place);
    case 'array':
      return ofArray(schema, place);
    case 'boolean':
      return ofBoolean(place);
    case 'number':
    case 'integer':
      return ofNumber(schema, place);
    case 'null':
      return null;
    default:
      return ofText(schema, place);
  }
}

/** JSON Schema writes types small and several in a list, Gemini's own schema writes them large. */
function typeOf(schema: Schema): string {
  const types = [schema.type].flat().map((one) => String(one ?? '').toLowerCase());
  const named = types.find((one) => one !== 'null' && one !== '');
  if (named !== undefined) return named;
  return schema.properties === undefined ? (types[0] ?? '') : 'object';
}

const allowsNull = (schema: Schema): boolean =>
  schema.nullable === true || [schema.type].flat().some((one) => String(one).toLowerCase() === 'null');

function resolved(schema: Schema, root: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.replace(/^#\/?/, '').split('/');
  const found = path.reduce<unknown>((inner, step) => (step === '' ? inner : asSchema(inner)[step]), root);
  return asSchema(found);
}

function asSchema(value: unknown): Schema {
  // Only objects have entries; anything else is a schema that allows everything.
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

/** The plain text among kinds of content; nothing, where nothing is known; else the first. */
function ofBranches(branches: readonly Schema[], place: Place): unknown {
  const some = branches.map((one) => resolved(one, place.root));
  const text = some.find((one) => kindOf(one) === 'text');
  const value = some.find((one) => typeOf(one) !== 'null');
  if (text !== undefined) return fillPlace(text, place);
  if (value === undefined) return null;
  const filled = fillPlace(value, place);
  const isNothing = filled === '' || (Array.isArray(filled) && filled.length === 0);
  return isNothing && some.some((one) => typeOf(one) === 'null') ? null : filled;
}

/** The kind that a branch of a union stands for. */
function kindOf(schema: Schema): unknown {
  const { type, kind } = asSchema(schema.properties);
  const tag = asSchema(type ?? kind);
  return tag.const ?? (Array.isArray(tag.enum) && tag.enum.length === 1 ? tag.enum[0] : undefined);
}

function ofObject(schema: Schema, place: Place): Record<string, unknown> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const filled: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(asSchema(schema.properties))) {
    const value = fillPlace(asSchema(inner), { ...place, name });
    const isNothing = value === '' || value === null || (Array.isArray(value) && value.length === 0);
    if (!isNothing || required.includes(name)) filled[name] = value;
  }
  return filled;
}

function ofArray(schema: Schema, place: Place): unknown[] {
  const items = resolved(asSchema(schema.items), place.root);
  const values = listFor(place, items);
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  while (values.length < least) values.push(fillPlace(items, place));
  return values.slice(0, typeof schema.maxItems === 'number' ? schema.maxItems : undefined);
}

function listFor({ name, root, facts }: Place, items: Schema): unknown[] {
  if (/cit|source|passage|evidence|reference/i.test(name)) {
    return facts.cited.map((id) =>
      typeOf(items) === 'object' ? objectWithId(items, id, { name, root, facts }) : id,
    );
  }
  if (/entit/i.test(name)) return facts.entities.flatMap((entity) => entityIn(items, entity));
  if (/content|messages|parts|replies/i.test(name)) return [fillPlace(items, { name, root, facts })];
  const kind = entityKinds.find(([named]) => named.test(name))?.[1];
  return facts.entities.filter(({ type }) => type === kind).map(({ value }) => value);
}

function objectWithId(items: Schema, id: string, place: Place): Record<string, unknown> {
  const filled = ofObject(items, place);
  const key = Object.keys(asSchema(items.properties)).find((one) => /id$|^source|^passage/i.test(one));
  return key === undefined ? filled : { ...filled, [key]: id };
}

function entityIn(items: Schema, { type, value }: Facts['entities'][number]): object[] {
  const fields = asSchema(items.properties);
  const kind = asSchema(fields.type ?? fields.kind);
  const allowed = Array.isArray(kind.enum) ? kind.enum : [type];
  const named = allowed.find((one) =>
    String(one)
      .replace(/\W|_/g, '')
      .includes(type.replace(/_number$/, '')),
  );
  if (named === undefined) return [];
  return [{ [fields.kind === undefined ? 'type' : 'kind']: named, [valueKey(fields)]: value }];
}

const valueKey = (fields: Schema): string =>
  ['value', 'text', 'name'].find((one) => fields[one] !== undefined) ?? 'value';

function ofBoolean({ name, facts }: Place): boolean {
  if (/human|person|hand_?(over|off)|escalat|transfer/i.test(name))
    return facts.wantsPerson || (facts.answers && !facts.knows);
  if (/small_?talk|chitchat/i.test(name)) return facts.smallTalk;
  if (/spam/i.test(name)) return facts.mood.spam;
  if (/abus|insult|toxic/i.test(name)) return facts.mood.abusive;
  if (/urgent/i.test(name)) return facts.mood.urgent;
  if (/ang(er|ry)|upset/i.test(name)) return facts.mood.angry;
  if (/found|known|answer|helpful|ground|correct|pass/i.test(name)) return facts.knows;
  return false;
}

function ofNumber(schema: Schema, { name, facts }: Place): number {
  const least = typeof schema.minimum === 'number' ? schema.minimum : 0;
  const most = typeof schema.maximum === 'number' ? schema.maximum : 1;
  const share = /confiden|certain|score|probab|relevan/i.test(name) ? confidenceIn(facts) : 0;
  const value = least + share * (most - least);
  return typeOf(schema) === 'integer' ? Math.round(value) : value;
}

/** A message is always understood well; an answer is as sure as what it stands on. */
const confidenceIn = (facts: Facts): number => (facts.answers ? facts.confidence : 0.9);

const entityKinds: [RegExp, Facts['entities'][number]['type']][] = [
  [/e_?mail/i, 'email'],
  [/phone|mobile|tel/i, 'phone'],
  [/date|day|when/i, 'date'],
  [/amount|price|total/i, 'amount'],
  [/order|number|tracking|booking|reference/i, 'order_number'],
];

const texts: [RegExp, (facts: Facts) => string][] = [
  [/lang|locale/i, ({ language }) => language],
  [/summar|title|subject|topic|one_line/i, ({ summary }) => summary],
  [/transcri/i, ({ transcript }) => transcript],
  [/^descri|seen/i, ({ seen }) => seen],
  [/reason|explanation|rationale|note/i, (facts) => reasonOf(facts)],
  [/text|answer|reply|body|message|content|response|caption/i, ({ answer }) => answer],
  [/query|question|search/i, ({ question }) => question],
  [/passage|source|cit/i, ({ cited }) => cited[0] ?? ''],
];

function reasonOf({ cited, lookedUp, knows }: Facts): string {
  if (cited.length > 0) return 'The knowledge answers it.';
  if (lookedUp) return 'A tool answered it.';
  return knows ? 'It needs no knowledge.' : 'The knowledge says nothing of it.';
}

function ofText(schema: Schema, { name, facts }: Place): string | null {
  const kind = entityKinds.find(([named]) => named.test(name))?.[1];
  const entity = facts.entities.find(({ type }) => type === kind)?.value;
  const value = entity ?? texts.find(([named]) => named.test(name))?.[1](facts) ?? '';
  if (value === '' && allowsNull(schema)) return null;
  return typeof schema.maxLength === 'number' ? value.slice(0, schema.maxLength) : value;
}
