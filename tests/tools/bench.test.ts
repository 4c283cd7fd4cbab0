import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const tools = join(__dirname, "../../tools");

/** Calls a function of one of the benchmark's modules, which are ES modules, in a process of its own. */
function call(module: string, name: string, ...args: unknown[]): unknown {
  const url = pathToFileURL(join(tools, "bench", module)).href;
  const code = `
    import { readFileSync } from "node:fs";
    const result = (await import("${url}"))["${name}"](...JSON.parse(readFileSync(0, "utf8")));
    process.stdout.write(JSON.stringify(result ?? null));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    input: JSON.stringify(args),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const result: unknown = JSON.parse(stdout);
  return result;
}

const traffic = { tooMany: 0, peakInFlight: 8, ratePerSecond: null };
const time = { seconds: 11, idleSeconds: 10, ratio: 1.1, cpuRatio: 1.1 };

function step(name: string, requests: Record<string, number>, change: object = {}) {
  return { name, requests, ...traffic, ...time, ...change };
}

/** What 500 people in 50 groups of 40 may just cost. */
function result(change: { scenario?: object; state?: object; memoryMb?: number; steps?: object[] } = {}) {
  return {
    checkpoints: true,
    rounds: 3,
    machine: { node: "20.20.2", pulumi: "3.256.0", cores: 2, load: 1 },
    idleMemoryMb: 100,
    memoryMb: 120,
    ...change,
    steps: change.steps ?? [
      step("create", { GET: 3, POST: 550, PATCH: 50 }),
      step("preview", { GET: 6 }),
      step("change", { GET: 6, PATCH: 1 }),
      step("destroy", { GET: 6, DELETE: 551 }),
    ],
    idleStateBytes: 900_000,
    state: { total: 1_000_000, person: 2200, membership: 9900, membershipOwn: 4500, ...change.state },
    scenario: {
      people: 500,
      groups: 50,
      memberships: 2000,
      kind: "set",
      latencyMs: 0,
      ratePerSecond: null,
      ...change.scenario,
    },
  };
}

const plugin = { requireMs: 100, configureMs: 5, firstCheckAndDiffMs: 4, checkAndDiffMs: 0.2 };
const report = (...results: object[]) => ({ plugin, results });
const single = { scenario: { kind: "single" }, steps: [step("create", { POST: 550, PATCH: 1000 })] };

function broken(measured: ReturnType<typeof report>): string[] {
  const parts = call("promises.mjs", "promisesOf", measured) as { promises: { what: string; isKept: boolean }[] }[];
  return parts.flatMap(({ promises }) => promises).flatMap(({ what, isKept }) => (isKept ? [] : [what]));
}

describe("promises", () => {
  it("holds what is just within the limits", () => {
    expect(broken(report(result()))).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    [
      "a read after each write",
      result({ steps: [step("create", { GET: 553, POST: 550, PATCH: 50 })] }),
      ["create: requests"],
    ],
    [
      "one request more in create",
      result({ steps: [step("create", { GET: 4, POST: 550, PATCH: 50 })] }),
      ["create: requests"],
    ],
    ["a GET for each", result({ steps: [step("preview", { GET: 550 })] }), ["no change: reads"]],
    ["a write without a change", result({ steps: [step("preview", { PATCH: 1 })] }), ["no change: writes"]],
    ["two PATCHes for one change", result({ steps: [step("change", { PATCH: 2 })] }), ["one change: writes"]],
    [
      "members taken out one by one",
      result({ steps: [step("destroy", { DELETE: 550, PATCH: 50 })] }),
      ["destroy: writes"],
    ],
    ["a slow up", result({ steps: [step("create", {}, { ratio: 1.16 })] }), ["create: time"]],
    ["a slow change", result({ steps: [step("change", { PATCH: 1 }, { ratio: 1.16 })] }), ["one change: time"]],
    ["a big person", result({ state: { person: 2201 } }), ["state of a person"]],
    ["a big set", result({ state: { membershipOwn: 4501 } }), ["state of a set of 40, without dependencies"]],
  ])("breaks for %s", (_name, measured, expected) => {
    expect(broken(report(measured))).toEqual(expected);
  });

  it.each<[string, object, string[]]>([
    ["28.5 a second and no 429", { ratePerSecond: 28.5 }, []],
    ["28.4 a second", { ratePerSecond: 28.4 }, ["create: requests a second"]],
    ["one answer in a hundred 429", { ratePerSecond: 30, tooMany: 6 }, ["answers 429"]],
  ])("with a limit of 30 a second: %s", (_name, change, expected) => {
    const limited = { ...time, idleSeconds: null, ratio: null, ...change };
    const steps = [step("create", { POST: 550, PATCH: 50 }, limited)];
    expect(broken(report(result({ scenario: { ratePerSecond: 30 }, steps })))).toEqual(expected);
  });

  it("breaks for slow checks", () => {
    expect(broken({ plugin: { ...plugin, checkAndDiffMs: 0.21 }, results: [] })).toEqual([
      "check and diff of a person",
    ]);
  });
});

describe("the comparison with the last result", () => {
  const found = (before: object, now: object) =>
    (call("compare.mjs", "worse", report(before), report(now)) as { what: string }[]).map(({ what }) => what);

  it.each<[string, object, object, string[]]>([
    ["the same", result(), result(), []],
    ["a write more", result(), result({ steps: [step("create", { GET: 3, POST: 551 })] }), ["create: POST"]],
    ["two reads more", result(), result({ steps: [step("preview", { GET: 8 })] }), []],
    ["three reads more", result(), result({ steps: [step("preview", { GET: 9 })] }), ["preview: GET"]],
    ["a request less", result(), result({ steps: [step("preview", { GET: 5 })] }), []],
    [
      "a verb that was not used",
      result(),
      result({ steps: [step("preview", { GET: 6, PATCH: 1 })] }),
      ["preview: PATCH"],
    ],
    [
      "a ratio 25 % worse",
      result({ steps: [step("create", {}, { ratio: 1 })] }),
      result({ steps: [step("create", {}, { ratio: 1.25 })] }),
      [],
    ],
    [
      "a ratio more than 25 % worse",
      result({ steps: [step("create", {}, { ratio: 1 })] }),
      result({ steps: [step("create", {}, { ratio: 1.26 })] }),
      ["create: ratio of time"],
    ],
    ["more seconds alone", result(), result({ steps: [step("preview", { GET: 6 }, { seconds: 99 })] }), []],
    ["more state", result(), result({ state: { total: 1_100_000 } }), ["bytes of state"]],
    ["more memory", result(), result({ memoryMb: 160 }), ["ratio of memory"]],
    [
      "a few more shared requests",
      result(single),
      result({ ...single, steps: [step("create", { POST: 550, PATCH: 1200 })] }),
      [],
    ],
    [
      "many more shared requests",
      result(single),
      result({ ...single, steps: [step("create", { POST: 550, PATCH: 1300 })] }),
      ["create: PATCH"],
    ],
    ["a run that was not measured before", result({ scenario: { people: 50 } }), result({ memoryMb: 999 }), []],
  ])("sees %s", (_name, before, now, expected) => {
    expect(found(before, now)).toEqual(expected);
  });

  it("keeps what was not measured again, in order", () => {
    const before = report(result({ scenario: { people: 2000 } }), result({ memoryMb: 1 }));
    const now = report(result({ memoryMb: 2 }), result({ scenario: { people: 50 } }));
    const { results } = call("compare.mjs", "merged", before, now) as { results: ReturnType<typeof result>[] };
    expect(results.map(({ scenario, memoryMb }) => [scenario, memoryMb])).toEqual([
      [expect.objectContaining({ people: 50 }), 120],
      [expect.objectContaining({ people: 500 }), 2],
      [expect.objectContaining({ people: 2000 }), 120],
    ]);
  });
});

describe("the choice of runs", () => {
  const titles = (choice: object) =>
    (call("scenarios.mjs", "chosen", choice) as object[]).map((scenario) => call("scenarios.mjs", "titleOf", scenario));

  it("takes what ends in a sensible time, each option picking among it", () => {
    expect(titles({ memberships: "single" })).toEqual([
      "50 people, 5 groups, 200 memberships one by one",
      "500 people, 50 groups, 2,000 memberships one by one",
    ]);
    expect(titles({ size: "large" })).toEqual(["2,000 people, 100 groups, 10,000 memberships in sets"]);
    expect(titles({ size: "large", rate: "30" })).toEqual([]);
  });

  it("takes the whole matrix on demand", () => {
    expect(call("scenarios.mjs", "chosen", { all: true })).toHaveLength(24);
    expect(titles({ all: true, size: "large", memberships: "single", latency: "20", rate: "30" })).toEqual([
      "2,000 people, 100 groups, 10,000 memberships one by one, 20 ms latency, 30 requests a second",
    ]);
  });
});

test.each([
  ["--size huge", 1, /see --help/],
  ["--rounds 0", 1, /whole number/],
  ["--sizes small", 1, /See --help/],
  ["--help", 0, /Exit code/],
])("npm run bench -- %s answers at once", (options, status, said) => {
  const ended = spawnSync(process.execPath, [join(tools, "bench.mjs"), ...options.split(" ")], { encoding: "utf8" });
  expect(ended.stdout + ended.stderr).toMatch(said);
  expect(ended.status).toBe(status);
});

test("README's table of speed and the picture are what docs/bench/result.json says (else run node tools/bench/readme.mjs)", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(tools, "bench/readme.mjs"), "--check"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
