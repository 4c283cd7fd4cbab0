import { type Company, type Member } from "../facts/company.js";
import { type Fate, isSameHuman, namesOf } from "../facts/fates.js";
import { personOf } from "./people.js";
import { type Transfer } from "./model.js";

/** A company of one stack with what becomes of everybody. */
export interface StackFacts {
  readonly company: Company;
  readonly fates: ReadonlyMap<string, Fate>;
}

/** Leavers of one stack who join in another, with the key of the leaver; none with one stack alone. */
export function transfersOf(stacks: readonly StackFacts[]): { key: string; stack: StackFacts; transfer: Transfer }[] {
  if (stacks.length < 2) return [];
  const joining = stacks.map(({ company, fates }) =>
    company.people.filter(({ key }) => fates.get(key)?.fate === "joins"),
  );
  return stacks.flatMap((stack, index) => {
    const others = joining.flatMap((people, at) => (at === index ? [] : people));
    const byName = new Map<string, Member>();
    for (const person of others) {
      for (const name of namesOf(person)) if (!byName.has(name)) byName.set(name, person);
    }
    return stack.company.people.flatMap((person) => {
      const fate = stack.fates.get(person.key);
      if (fate?.fate !== "leaves") return [];
      const found = namesOf(person)
        .flatMap((name) => byName.get(name) ?? [])
        .find((one) => isSameHuman(person, one));
      return found ? [{ key: person.key, stack, transfer: transferOf(person, found, fate) }] : [];
    });
  });
}

function transferOf(person: Member, found: Member, { end }: Fate & { fate: "leaves" }): Transfer {
  const { endpoint } = person.service;
  const isOneService = endpoint === found.service.endpoint;
  const to = { stack: found.stack, service: found.service.title };
  const from = `${person.name} goes from the stack ${person.stack} to ${found.stack}`;
  const way = `Set onDelete: "retain" in ${person.stack} first, or hand the resource over by pulumi state move.`;
  const says = isOneService
    ? `${from}, both in ${person.service.title}: ${person.stack} would end the account (${end.how}) that ${found.stack} takes over. ${way}`
    : `${from}; the account in ${person.service.title} is ${end.says}`;
  return { person: personOf(person), to, end: end.how, isRefused: isOneService, says };
}
