import fc from "fast-check";

/** What happens to the program or, by hand, to the service. Numbers choose among whoever is there. */
export type Event =
  | { readonly do: (typeof toPerson)[number] | (typeof toPersonByHand)[number]; readonly who: number }
  | { readonly do: (typeof toTwo)[number]; readonly who: number; readonly to: number }
  | { readonly do: (typeof ofMember)[number]; readonly who: number; readonly group: number }
  | { readonly do: (typeof toGroup)[number]; readonly group: number };

const toPerson = [
  "join",
  "leave",
  "retitle",
  "rename userName",
  "rename logical name",
  "deactivate",
  "reactivate",
  "join with a name of before",
] as const;
const toPersonByHand = [
  "retitle by hand",
  "unlink by hand",
  "delete by hand",
  "deactivate by hand",
  "reactivate by hand",
  "make anew by hand",
  "make a namesake by hand",
] as const;
/** `to`: the new boss; whose userName it is exchanged for; whose userName the joiner has, who gets another. */
const toTwo = ["move", "swap", "take over"] as const;
const ofMember = ["regroup", "take out by hand", "put in by hand", "put in a namesake by hand"] as const;
const toGroup = ["rename group", "rename group by hand", "delete group by hand", "exclude or admit others"] as const;

const number = fc.nat(11);

/** Any event; those of the program come more often than those by hand. */
export const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...toPerson), who: number }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...toPersonByHand), who: number }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom(...toTwo), who: number, to: number }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom(...ofMember), who: number, group: number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom(...toGroup), group: number }) },
);
