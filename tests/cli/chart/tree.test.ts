import { pathsTo, treeOf, upperLevels } from "../../../cli/chart/tree.js";
import { chart, company, person } from "./charts.js";

const shown = (...people: ReturnType<typeof person>[]) =>
  treeOf(chart(...people)).map(({ person: { key }, parent, depth, reports, mark }) => [
    key,
    parent,
    depth,
    reports,
    mark ?? "",
  ]);

describe("the tree of a chart", () => {
  it("has managers before their reports, who stand by name", () => {
    const people = [person("b", { manager: "boss" }), person("a", { manager: "boss" }), person("boss")];
    expect(shown(...people, person("c", { manager: "a" }))).toEqual([
      ["boss", -1, 0, 3, ""],
      ["a", 0, 1, 1, ""],
      ["c", 1, 2, 0, ""],
      ["b", 0, 1, 0, ""],
    ]);
  });

  it("marks a root whose manager is not there", () => {
    expect(shown(person("a", { manager: "gone" }))).toEqual([["a", -1, 0, 0, "unknownManager"]]);
  });

  it("begins each cycle with the first of it by name, wherever others hang on it", () => {
    const ring = [person("c", { manager: "b" }), person("b", { manager: "d" }), person("d", { manager: "c" })];
    expect(shown(person("a", { manager: "c" }), ...ring, person("self", { manager: "self" }))).toEqual([
      ["b", -1, 0, 3, "cycle"],
      ["c", 0, 1, 2, ""],
      ["a", 1, 2, 0, ""],
      ["d", 1, 2, 0, ""],
      ["self", -1, 0, 0, "cycle"],
    ]);
  });

  it("ends at a level, whose people say how many are below", () => {
    const tree = treeOf(company(13, (index) => (index === 0 ? undefined : Math.floor((index - 1) / 3))));
    const upper = upperLevels(tree, 2);
    expect(upper.map(({ parent, children, hidden }) => [parent, children.length, hidden])).toEqual([
      [-1, 3, undefined],
      [0, 0, 3],
      [0, 0, 3],
      [0, 0, 3],
    ]);
    expect(upperLevels(tree, 3)).toBe(tree);
  });

  it("leaves out whoever is neither asked for nor above those, and counts them where they stand", () => {
    const tree = treeOf(company(13, (index) => (index === 0 ? undefined : Math.floor((index - 1) / 3))));
    const paths = pathsTo(tree, ({ person: { key } }) => key === "k5");
    expect(paths.map(({ person: { key }, parent, hidden }) => [key, parent, hidden])).toEqual([
      ["k0", -1, 8],
      ["k1", 0, 2],
      ["k5", 1, undefined],
    ]);
  });

  it("does not depend on the order of the people", () => {
    const people = [person("x", { manager: "y" }), person("y"), person("z", { manager: "y" })];
    expect(shown(...people)).toEqual(shown(...people.toReversed()));
  });

  it.each<[string, (index: number) => number | undefined]>([
    ["a chain", (index) => (index === 0 ? undefined : index - 1)],
    ["one manager of all", (index) => (index === 0 ? undefined : 0)],
    ["one ring", (index) => (index + 1) % 5000],
  ])("holds each of 5,000 people once: %s", (_, managerOf) => {
    const tree = treeOf(company(5000, managerOf));
    expect(new Set(tree.map(({ person: { key } }) => key)).size).toBe(5000);
    expect(tree[0]?.reports).toBe(4999);
  });
});
