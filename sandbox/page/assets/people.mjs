import { element } from "./dom.mjs";
import { lines, reportingLines } from "./tree.mjs";
import { TreeList } from "./treeList.mjs";

/** More people than this open with the first two levels only. */
const ALL_OPEN_UP_TO = 500;

/** The chart: people under their managers. */
export class People {
  #state;
  #list;
  #count = element("people-count", HTMLElement);
  /** @type {string | undefined} */
  #chosen;

  /**
   * @param {import("./state.mjs").State} state
   * @param {(item: import("./treeList.mjs").Chosen) => void} choose
   */
  constructor(state, choose) {
    this.#state = state;
    this.#list = new TreeList("people", {
      choose,
      changed: () => {
        this.show();
      },
    });
  }

  /** Draws what the state is now. */
  show() {
    const { people, fresh } = this.#state;
    const tree = reportingLines(people);
    const { words } = this.#list;
    const found = words.length === 0 ? undefined : [...people.values()].filter((person) => has(person, words));
    const kept = found === undefined ? undefined : withManagers(found, people);
    const openByDefault = people.size <= ALL_OPEN_UP_TO ? Infinity : 2;
    const isOpen = (/** @type {string} */ id, /** @type {number} */ level) =>
      kept !== undefined || this.#list.isOpen(id, level <= openByDefault);
    const labelled = lines(tree, isOpen, (id) => kept?.has(id) ?? true).map((line) => {
      const person = people.get(line.key);
      const below = tree.below.get(line.key) ?? 0;
      return {
        ...line,
        item: { kind: /** @type {const} */ ("user"), id: line.key },
        name: person?.name ?? line.key,
        more: [person?.title, person?.department, below > 0 ? `${below} below` : ""].filter(Boolean).join(" · "),
        tags: tagsOf(person, tree.rings, people),
        isFresh: fresh.has(line.key),
        isChosen: line.key === this.#chosen,
      };
    });
    this.#list.show(labelled, { total: people.size, found: found?.length });
    this.#count.textContent = String(people.size);
  }

  /**
   * Marks a person as chosen, and goes there.
   * @param {string | undefined} id
   * @param {boolean} reveal
   */
  mark(id, reveal) {
    this.#chosen = id;
    if (id === undefined || !reveal) {
      this.show();
      return;
    }
    const managers = withManagers(
      [this.#state.people.get(id)].filter((person) => person !== undefined),
      this.#state.people,
    );
    managers.delete(id);
    this.#list.reveal(id, [...managers]);
  }
}

/**
 * @param {import("./state.mjs").Person} person
 * @param {readonly string[]} words
 */
function has({ name, userName, title, department, id }, words) {
  const text = [name, userName, title, department, id].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

/**
 * The ids of people and of all above them.
 * @param {readonly import("./state.mjs").Person[]} found
 * @param {ReadonlyMap<string, import("./state.mjs").Person>} people
 */
function withManagers(found, people) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const person of found) {
    for (let at = /** @type {typeof person | undefined} */ (person); at !== undefined && !ids.has(at.id);) {
      ids.add(at.id);
      at = people.get(at.manager ?? "");
    }
  }
  return ids;
}

/**
 * @param {import("./state.mjs").Person | undefined} person
 * @param {ReadonlySet<string>} rings
 * @param {ReadonlyMap<string, unknown>} people
 */
function tagsOf(person, rings, people) {
  if (person === undefined) return [];
  const { id, manager, active } = person;
  return [
    ...(active ? [] : ["inactive"]),
    ...(rings.has(id) || manager === id ? ["reports to themselves in the end"] : []),
    ...(manager !== null && !people.has(manager) ? ["manager unknown"] : []),
  ];
}
