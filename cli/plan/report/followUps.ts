import { type AttributeChange, type Changed, type FollowUp, type Move } from "./model.js";

/** From so many people on the same thing is told once. */
const ENOUGH = 3;

/** Moves and changes without those that are told in one line, and the lines. */
export interface Folded {
  readonly followUps: readonly FollowUp[];
  readonly moves: readonly Move[];
  readonly changed: readonly Changed[];
}

/**
 * Folds what has one cause: everybody whose manager leaves, by the manager; everybody whose value of an attribute changes in
 * the same way (a department with another name), by the change. Whoever changes in other ways too is told there besides.
 */
export function fold(moves: readonly Move[], changed: readonly Changed[]): Folded {
  const byManager = grouped(
    moves.filter(({ isFollowUp }) => isFollowUp),
    ({ manager }) => manager?.from ?? "",
  );
  const followUps: FollowUp[] = [];
  const toldMoves = new Set<Move>();
  for (const [from, all] of byManager) {
    if (all.length < ENOUGH) continue;
    for (const move of all) toldMoves.add(move);
    const to = [...grouped(all, ({ manager }) => manager?.to ?? "")].sort(
      ([nameA, a], [nameB, b]) => b.length - a.length || (nameA < nameB ? -1 : 1),
    );
    const targets = to.map(([name, { length }]) => (to.length === 1 ? name : `${name} (${length})`)).join(", ");
    followUps.push({
      cause: `${from} leaves`,
      says: `${all.length} people who reported to ${from} report to ${targets}`,
      people: all.map(({ person }) => person.name),
    });
  }
  const alike = new Map<string, { change: AttributeChange; people: string[] }>();
  for (const { person, attributes } of changed) {
    for (const change of attributes.filter(isFoldable)) {
      const known = alike.get(keyOf(change)) ?? { change, people: [] };
      known.people.push(person.name);
      alike.set(keyOf(change), known);
    }
  }
  const isTold = (change: AttributeChange) =>
    isFoldable(change) && (alike.get(keyOf(change))?.people.length ?? 0) >= ENOUGH;
  for (const { change, people } of alike.values()) {
    if (people.length < ENOUGH) continue;
    const says = `${change.attribute} of ${people.length} people: ${change.before || "nothing"} → ${change.after || "nothing"}`;
    followUps.push({ cause: `one change of ${change.attribute}`, says, people });
  }
  return {
    followUps,
    moves: moves.filter((move) => !toldMoves.has(move) || move.teams !== undefined),
    changed: changed.flatMap((one) => {
      const attributes = one.attributes.filter((change) => !isTold(change));
      return attributes.length === 0 ? [] : [{ ...one, attributes }];
    }),
  };
}

/** Rights are named one by one, and what is hidden need not be alike. */
function isFoldable({ isPrivilege, effect, after, before }: AttributeChange): boolean {
  return !isPrivilege && effect !== "unfinished" && !`${before}${after}`.includes("[");
}

function keyOf({ attribute, before, after, effect }: AttributeChange): string {
  return JSON.stringify([attribute, before, after, effect]);
}

function grouped<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return groups;
}
