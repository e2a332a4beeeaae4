/** Things that are told apart by their places alone, with a name for each place. */
export function placed<Thing>(things: readonly Thing[]): { place: string; thing: Thing }[] {
  return things.map((thing, index) => ({ place: String(index), thing }));
}
