/**
 * A node with its children by key; what is left out of `children` has none.
 * @typedef {{ roots: string[], children: Map<string, string[]> }} Tree
 */

/**
 * A line of a tree: level, size and position count from 1 as aria wants them.
 * @typedef {{ key: string, level: number, size: number, position: number, children: number, isOpen: boolean }} Line
 */

const collator = new Intl.Collator();

/**
 * People under their managers, each level by name. Whoever has no manager, one who is not there, or themselves, is a root; so is one
 * person of each ring of managers, who is named in `rings`.
 * @param {ReadonlyMap<string, import("./state.mjs").Person>} people
 * @returns {Tree & { rings: Set<string>, below: Map<string, number> }} below: how many stand under a person, at any depth
 */
export function reportingLines(people) {
  const sorted = [...people.values()].sort((a, b) => collator.compare(a.name, b.name));
  /** @type {string[]} */
  const roots = [];
  /** @type {Map<string, string[]>} */
  const children = new Map();
  for (const { id, manager } of sorted) {
    if (manager === null || manager === id || !people.has(manager)) roots.push(id);
    else {
      const siblings = children.get(manager);
      if (siblings === undefined) children.set(manager, [id]);
      else siblings.push(id);
    }
  }
  /** @type {string[]} */
  const order = [];
  /** @type {Set<string>} */
  const seen = new Set();
  const visit = (/** @type {string} */ root) => {
    const stack = [root];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      order.push(id);
      for (const child of children.get(id) ?? []) stack.push(child);
    }
  };
  roots.forEach(visit);
  /** @type {Set<string>} */
  const rings = new Set();
  for (const { id } of sorted) {
    if (seen.has(id)) continue;
    const root = inRing(id, people);
    const manager = people.get(root)?.manager ?? "";
    children.set(
      manager,
      (children.get(manager) ?? []).filter((child) => child !== root),
    );
    rings.add(root);
    roots.push(root);
    visit(root);
  }
  return { roots, children, rings, below: counts(order, children) };
}

/**
 * The lines of the nodes that are seen: those whose ancestors are all open.
 * @param {Tree} tree
 * @param {(key: string, level: number) => boolean} isOpen
 * @param {(key: string) => boolean} [isKept] leaves out what is not kept
 * @returns {Line[]}
 */
export function lines({ roots, children }, isOpen, isKept = () => true) {
  /** @type {Line[]} */
  const result = [];
  /** @type {{ key: string, level: number, size: number, position: number }[]} */
  const stack = [];
  const push = (/** @type {readonly string[]} */ keys, /** @type {number} */ level) => {
    const kept = keys.filter(isKept);
    for (let index = kept.length - 1; index >= 0; index--) {
      stack.push({ key: kept[index] ?? "", level, size: kept.length, position: index + 1 });
    }
  };
  push(roots, 1);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const below = children.get(node.key) ?? [];
    const open = below.length > 0 && isOpen(node.key, node.level);
    result.push({ ...node, children: below.length, isOpen: open });
    if (open) push(below, node.level + 1);
  }
  return result;
}

/**
 * Somebody of the ring of managers that a person's managers lead to.
 * @param {string} id
 * @param {ReadonlyMap<string, import("./state.mjs").Person>} people
 */
function inRing(id, people) {
  /** @type {Set<string>} */
  const passed = new Set();
  let at = id;
  while (!passed.has(at)) {
    passed.add(at);
    at = people.get(at)?.manager ?? at;
  }
  return at;
}

/**
 * @param {readonly string[]} order managers before their reports
 * @param {ReadonlyMap<string, string[]>} children
 */
function counts(order, children) {
  /** @type {Map<string, number>} */
  const below = new Map();
  for (const id of [...order].reverse()) {
    let sum = 0;
    for (const child of children.get(id) ?? []) sum += 1 + (below.get(child) ?? 0);
    below.set(id, sum);
  }
  return below;
}
