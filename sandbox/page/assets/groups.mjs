import { element } from "./dom.mjs";
import { lines } from "./tree.mjs";
import { TreeList } from "./treeList.mjs";

/** Groups, each with its members below it. */
export class Groups {
  #state;
  #list;
  #count = element("groups-count", HTMLElement);
  /** @type {string | undefined} */
  #chosen;

  /**
   * @param {import("./state.mjs").State} state
   * @param {(item: import("./treeList.mjs").Chosen) => void} choose
   */
  constructor(state, choose) {
    this.#state = state;
    this.#list = new TreeList("groups", {
      choose,
      changed: () => {
        this.show();
      },
    });
  }

  /** Draws what the state is now. */
  show() {
    const { groups, people, fresh } = this.#state;
    const { words } = this.#list;
    const sorted = [...groups.values()].sort((a, b) => a.name.localeCompare(b.name));
    const found = sorted.filter(({ name, id }) => words.every((word) => `${name}\n${id}`.toLowerCase().includes(word)));
    /** @type {Map<string, string[]>} */
    const children = new Map();
    /** @type {Map<string, string>} */
    const members = new Map();
    for (const group of found) {
      const keys = [...new Set(group.members)].map((member) => {
        const key = `${group.id}/${member}`;
        members.set(key, member);
        return key;
      });
      children.set(group.id, keys);
    }
    const tree = { roots: found.map(({ id }) => id), children };
    const labelled = lines(tree, (key) => this.#list.isOpen(key, false)).map((line) => {
      const member = members.get(line.key);
      const id = member ?? line.key;
      const group = groups.get(id);
      const person = people.get(id);
      return {
        ...line,
        item: { kind: group === undefined ? /** @type {const} */ ("user") : /** @type {const} */ ("group"), id },
        name: group?.name ?? person?.name ?? id,
        more: group === undefined ? (person?.title ?? "") : counted(group.members.length, "member"),
        tags: group === undefined && person === undefined ? ["unknown"] : [],
        isFresh: fresh.has(id),
        isChosen: id === this.#chosen,
      };
    });
    this.#list.show(labelled, { total: groups.size, found: words.length === 0 ? undefined : found.length });
    this.#count.textContent = String(groups.size);
  }

  /**
   * Marks a group, or a person in all groups, as chosen, and goes to the group.
   * @param {string | undefined} id
   * @param {boolean} reveal
   */
  mark(id, reveal) {
    this.#chosen = id;
    if (id !== undefined && reveal) this.#list.reveal(id, []);
    else this.show();
  }
}

/**
 * @param {number} count
 * @param {string} noun
 */
function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
