import { closest, distance } from "fastest-levenshtein";

/** The end of a message about an unknown name: the known name that was probably meant, else all of them. */
export function nearest(name: string, known: readonly string[]): string {
  const best = closest(
    name.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase()),
  );
  const meant = known.find((candidate) => candidate.toLowerCase() === best);
  if (meant !== undefined && distance(name.toLowerCase(), best) <= Math.max(2, name.length / 3)) {
    return ` Did you mean "${meant}"?`;
  }
  return ` Known are: ${known.join(", ")}.`;
}
