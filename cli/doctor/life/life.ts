import { randomBytes, randomUUID } from "node:crypto";
import { type Dialect } from "../../../provider/dialects/index.js";
import { parseDialect } from "../../../provider/dialects/custom.js";
import { resourcePath } from "../../../provider/scim/client.js";
import { ScimError } from "../../../provider/scim/errors.js";
import { eq } from "../../../provider/scim/filter.js";
import { idOf, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { dialectObject } from "../dialectObject.js";
import { isDone, type Reply } from "../probe.js";
import { pageOf } from "../checks/reach.js";
import { type Leftover } from "../report.js";
import { type Visit } from "../visit.js";
import { tryAttributes, tryDouble, tryLookUps, tryManager } from "./attributes.js";
import { birth, stored, valuesFor } from "./birth.js";
import { tryClear, tryPutAgain, tryWays } from "./changes.js";
import { tryDeactivate, tryDelete } from "./end.js";
import { groupLife } from "./group.js";
import { Leftovers } from "./leftovers.js";
import { Subject, type Surrounding } from "./subject.js";

/** Nothing was written, since it must not be: somebody has the address, or what would be made could not be taken away again. */
export class LifeRefusedError extends Error {
  override readonly name = "LifeRefusedError";
}

/** Whoever runs the visit has ended it; what was made is taken away again. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The whole life of one throw-away person and one group; whatever happens on the way, nothing of it is left if it can be helped. */
export class Life {
  #leftovers: Leftovers | undefined;
  #isInterrupted = false;

  /** `userName` is nobody's yet. `acceptLeftover`: go on where nothing can be deleted. */
  constructor(private readonly options: { readonly userName: string; readonly acceptLeftover: boolean }) {}

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** No further step is begun; what was made is taken away. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** What is there now because of this life. */
  leftovers(): Leftover[] {
    return this.#leftovers?.list() ?? [];
  }

  /** Throws LifeRefusedError before anything is written; gives what could not be taken away. */
  async live(visit: Visit): Promise<Leftover[]> {
    const { probe, findings } = visit;
    const tag = randomBytes(4).toString("hex");
    // With what the visit has learnt so far.
    const belief: Dialect = parseDialect(dialectObject(visit.dialect, findings.facts, probe.base.host));
    const always: Surrounding["ask"] = (method, path, question) =>
      probe.ask(method, path, { mediaType: belief.mediaType, ...question });
    const ask: Surrounding["ask"] = (...question) => {
      if (this.#isInterrupted) throw new InterruptedError("The visit was interrupted.");
      return always(...question);
    };
    const foreign = new Set([...visit.people, ...visit.groups].flatMap((each) => idOf(each) ?? []));
    const words = (reply: Reply): string => probe.words(reply);
    const leftovers = new Leftovers({ ask: always, words }, { quote: belief.filter.quote, foreign });
    this.#leftovers = leftovers;
    const surrounding: Surrounding = { visit, leftovers, tag, belief, ask };
    await this.#refuse(surrounding);
    let stay: Leftover[] = [];
    try {
      await this.#steps(surrounding);
    } catch (error) {
      if (!(error instanceof InterruptedError || error instanceof ScimError)) throw error;
      const seen = error instanceof ScimError ? error.message : "interrupted";
      findings.wrong("life", seen, "not all of it was tried");
    } finally {
      stay = await leftovers.clear();
    }
    findings.in("what is left");
    const seen = stay.map(({ kind, name, state }) => `${kind} ${name}: ${state}`).join("; ");
    if (stay.length === 0) findings.ok("leftovers", "nothing");
    else
      findings.add(
        this.options.acceptLeftover ? "note" : "wrong",
        "leftovers",
        seen,
        "remove it by hand in the service",
      );
    return stay;
  }

  async #steps(surrounding: Surrounding): Promise<void> {
    const { visit, belief } = surrounding;
    const { findings, people, hasGroups } = visit;
    findings.in("life of a person");
    const values = valuesFor(surrounding, this.options.userName);
    const manager = people.find((each) => each["active"] !== false && textOf(each["id"]) !== undefined);
    const managerId = manager === undefined ? undefined : idOf(manager);
    const person = new Subject(surrounding, "user");
    const born = await birth(surrounding, person, values, managerId);
    if (born === undefined) return;
    const shown = await person.read();
    if (!isDone(shown)) {
      findings.wrong("read", `GET of the new person: ${visit.probe.words(shown)}`, "who was made cannot be read");
      return;
    }
    const seen = stored(person, born.sent);
    await tryLookUps(surrounding, person);
    const ways = await tryWays(surrounding, person);
    await tryAttributes(surrounding, person, { born, seen, ways });
    await tryManager(surrounding, person, born, ways, managerId);
    await tryPutAgain(surrounding, person, ways);
    await tryClear(surrounding, person, ways);
    await tryDouble(surrounding, person, values);
    if (hasGroups && belief.group.supported) await groupLife(surrounding, person);
    findings.in("life of a person");
    await tryDeactivate(surrounding, person, ways);
    await tryDelete(surrounding, person);
  }

  /** Everything that forbids to begin. */
  async #refuse({ visit, belief, ask }: Surrounding): Promise<void> {
    const { userName, acceptLeftover } = this.options;
    const { probe, people, hasGroups } = visit;
    const isOwn = (name: unknown): boolean => textOf(name)?.toLowerCase() === userName.toLowerCase();
    const held = [...people, ...(await othersNamed(userName, { visit, belief, ask }))];
    if (held.some((each) => isOwn(each["userName"]))) {
      throw new LifeRefusedError(
        `Could not use ${userName} for a throw-away person: somebody has that userName. Give another --as.`,
      );
    }
    if (acceptLeftover) return;
    const stays: string[] = [];
    for (const [endpoint, can, what] of [
      ["/Users", belief.user, `the person ${userName} (inactive)`],
      ["/Groups", belief.group, "a group `pulumi-scim doctor …`"],
    ] as const) {
      if (endpoint === "/Groups" && !hasGroups) continue;
      if (!can.delete) {
        stays.push(`${what}: ${belief.title} deletes nothing at ${endpoint}`);
        continue;
      }
      // An id that nobody has: a service that can delete says that there is none.
      const reply = await ask("DELETE", resourcePath(endpoint, randomUUID()));
      if ([403, 405, 501].includes(reply.status))
        stays.push(`${what}: DELETE ${endpoint}/… is answered ${probe.words(reply)}`);
    }
    if (stays.length === 0) return;
    const way = "Give --accept-leftover if that is all right.";
    throw new LifeRefusedError(`Could not begin: it would stay in the service: ${stays.join("; ")}. ${way}`);
  }
}

/** Most pages that are read to learn whether somebody has a name, where no filter tells. */
const MAX_PAGES = 2000;

/** Whoever may have that userName beside those whom the visit has read: by a filter that works, else by all pages that are left. */
async function othersNamed(
  userName: string,
  { visit, belief, ask }: Pick<Surrounding, "visit" | "belief" | "ask">,
): Promise<JsonObject[]> {
  const filter = eq("userName", userName, { quote: belief.filter.quote });
  const found = await ask("GET", "/Users", { query: { filter } });
  const hits = (isDone(found) ? pageOf(found)?.resources : undefined) ?? [];
  if (belief.filter.users.includes("userName")) return hits;
  const seen = new Set(visit.people.flatMap((each) => idOf(each) ?? []));
  const more: JsonObject[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const reply = await ask("GET", "/Users", {
      query: { startIndex: seen.size + 1, count: belief.page.users ?? 100 },
    });
    const fresh = ((isDone(reply) ? pageOf(reply)?.resources : undefined) ?? []).filter(
      (each) => !seen.has(idOf(each) ?? ""),
    );
    if (fresh.length === 0) break;
    for (const each of fresh) seen.add(idOf(each) ?? "");
    more.push(...fresh);
  }
  return [...hits, ...more];
}
