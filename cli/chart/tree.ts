import { type Chart, type ChartPerson } from "./chart.js";

/** Why somebody who has a manager stands at the top all the same. */
export type RootMark = "cycle" | "unknownManager" | "secretManager";

/** One person and where they stand. */
export interface TreeNode {
  readonly person: ChartPerson;
  /** Index of the manager in the tree; -1 at the top. */
  readonly parent: number;
  /** 0 at the top. */
  readonly depth: number;
  /** Indices of the direct reports. */
  readonly children: readonly number[];
  /** How many people are below, at any depth. */
  readonly reports: number;
  readonly mark?: RootMark | undefined;
  /** How many people are left out of the tree between here and whoever is in it. */
  readonly hidden?: number | undefined;
}

/** Everybody exactly once, managers before their reports, those of one manager by name. */
export type Tree = readonly TreeNode[];

type Building = { -readonly [K in keyof TreeNode]: TreeNode[K] } & { children: number[] };

const byName = new Intl.Collator("en", { numeric: true });

/**
 * Stands everybody under their manager, without recursion: chains may be as long as the company. Live data may hold cycles
 * and managers who are not there; one person of each cycle, the first by name, becomes a root with a mark.
 */
export function treeOf(chart: Chart): Tree {
  const people = [...new Map(chart.people.map((person) => [person.key, person])).values()].sort(inOrder);
  const keys = new Set(people.map(({ key }) => key));
  const reports = new Map<string, ChartPerson[]>();
  const roots: [ChartPerson, RootMark | undefined][] = [];
  for (const person of people) {
    const { manager, isManagerSecret } = person;
    if (isManagerSecret === true) roots.push([person, "secretManager"]);
    else if (manager === undefined) roots.push([person, undefined]);
    else if (!keys.has(manager)) roots.push([person, "unknownManager"]);
    else put(reports, manager, person);
  }
  return standing(people, roots, reports);
}

function standing(
  people: readonly ChartPerson[],
  roots: readonly [ChartPerson, RootMark | undefined][],
  reports: ReadonlyMap<string, readonly ChartPerson[]>,
): Tree {
  const nodes: Building[] = [];
  const placed = new Set<string>();
  const place = (root: ChartPerson, mark: RootMark | undefined): void => {
    const waiting = [{ person: root, parent: -1, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { person, parent, depth } = next;
      if (placed.has(person.key)) continue;
      placed.add(person.key);
      const index = nodes.push({ person, parent, depth, children: [], reports: 0 }) - 1;
      const node = nodes[index];
      if (node && parent < 0 && mark !== undefined) node.mark = mark;
      nodes[parent]?.children.push(index);
      const own = reports.get(person.key) ?? [];
      for (const report of own.toReversed()) waiting.push({ person: report, parent: index, depth: depth + 1 });
    }
  };
  for (const [root, mark] of roots) place(root, mark);
  for (const root of cycleRoots(people, placed)) place(root, "cycle");
  for (const node of nodes.toReversed()) {
    const parent = nodes[node.parent];
    if (parent) parent.reports += node.reports + 1;
  }
  return nodes;
}

/** The tree down to so many levels; who stands on the last of them says how many are below. */
export function upperLevels(tree: Tree, levels: number): Tree {
  return part(tree, ({ depth }) => depth < levels);
}

/** Those who are asked for and everybody above them; who has others below says how many. */
export function pathsTo(tree: Tree, isWanted: (node: TreeNode) => boolean): Tree {
  const kept = new Set<TreeNode>();
  for (const node of tree.toReversed()) {
    const above = tree[node.parent];
    if (!kept.has(node) && !isWanted(node)) continue;
    kept.add(node);
    if (above) kept.add(above);
  }
  return part(tree, (node) => kept.has(node));
}

/** A part of the tree that holds the managers of whoever it holds. */
function part(tree: Tree, isKept: (node: TreeNode) => boolean): Tree {
  const kept = tree.flatMap((node, index) => (isKept(node) ? [index] : []));
  if (kept.length === tree.length) return tree;
  const places = new Map(kept.map((index, place) => [index, place]));
  return kept.flatMap((index): TreeNode[] => {
    const node = tree[index];
    if (!node) return [];
    const children = node.children.flatMap((child) => places.get(child) ?? []);
    const leftOut = node.children.filter((child) => !places.has(child));
    const hidden = leftOut.reduce((sum, child) => sum + 1 + (tree[child]?.reports ?? 0), 0);
    return [{ ...node, parent: places.get(node.parent) ?? -1, children, hidden: hidden > 0 ? hidden : undefined }];
  });
}

/** The first by name of each cycle among those whom no root leads to. */
function cycleRoots(people: readonly ChartPerson[], placed: ReadonlySet<string>): ChartPerson[] {
  const left = new Map(people.filter(({ key }) => !placed.has(key)).map((person) => [person.key, person]));
  const seenIn = new Map<string, number>();
  const found: ChartPerson[] = [];
  [...left.values()].forEach((start, walk) => {
    let at: ChartPerson | undefined = start;
    for (; at && !seenIn.has(at.key); at = left.get(at.manager ?? "")) seenIn.set(at.key, walk);
    if (!at || seenIn.get(at.key) !== walk) return;
    const cycle = [at];
    for (let next = left.get(at.manager ?? ""); next && next !== at; next = left.get(next.manager ?? ""))
      cycle.push(next);
    const [first] = cycle.sort(inOrder);
    if (first) found.push(first);
  });
  return found.sort(inOrder);
}

function inOrder(one: ChartPerson, other: ChartPerson): number {
  const byKey = one.key < other.key ? -1 : Number(one.key > other.key);
  return byName.compare(one.name, other.name) || byKey;
}

function put(reports: Map<string, ChartPerson[]>, manager: string, person: ChartPerson): void {
  const known = reports.get(manager);
  if (known) known.push(person);
  else reports.set(manager, [person]);
}
