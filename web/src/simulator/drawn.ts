/** Something to tap. */
export interface Choice {
  label: string;
  /** What the simulator calls it; null: it only opens something. */
  option: string | number | null;
  url?: string;
  detail?: string;
}

/** A card, or the whole message when there is only one. */
export interface Card {
  title: string;
  text: string;
  picture: string | null;
  choices: Choice[];
}

/** What a phone shows of a message. */
export interface Drawn {
  text: string;
  header: string;
  footer: string;
  media: { kind: MediaKind; url: string | null; name: string } | null;
  place: { name: string; latitude: number; longitude: number } | null;
  cards: Card[];
  /** Below the bubble. */
  choices: Choice[];
  /** Above the field to write in, while the message is the last one. */
  quick: Choice[];
  /** A reaction to an earlier message. */
  reactsTo: string | null;
}

/** What a file is. */
export type MediaKind = 'image' | 'video' | 'audio' | 'file' | 'sticker';

/** An object of a platform, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** What something is if nothing is known of it. */
export const nothing: Drawn = {
  ...{ text: '', header: '', footer: '', media: null, place: null },
  ...{ cards: [], choices: [], quick: [], reactsTo: null },
};

/** The object at this place; an empty one if there is none. */
export function fields(value: unknown): Fields {
  // Any object can be looked into by names.
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The objects of the list at this place. */
export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** The words at this place. */
export function words(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The address at this place; null if there is none. */
export function address(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The position in this object. */
export function placeOf(value: Fields): NonNullable<Drawn['place']> {
  return {
    name: words(value.name) || words(value.title) || words(value.address),
    latitude: Number(value.latitude),
    longitude: Number(value.longitude),
  };
}
