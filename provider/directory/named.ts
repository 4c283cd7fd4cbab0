/** How many names a message gives before it only counts. */
const NAMED = 5;

/** `a, b, c and 4 more`: the first ones of many names or ids. */
export function named(all: readonly string[], most = NAMED): string {
  const first = all.slice(0, most).join(", ");
  return all.length > most ? `${first} and ${all.length - most} more` : first;
}
