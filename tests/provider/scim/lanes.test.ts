import { Lanes } from "../../../provider/scim/lanes.js";
import { type Method } from "../../../provider/scim/transport.js";

const rates = [
  { requests: 3, seconds: 60, methods: ["PATCH", "DELETE"] as const, endpoint: "/Users" },
  { requests: 600, seconds: 60, endpoint: "/Users" },
];

async function begun(lanes: Lanes, calls: [Method, string][], within: number): Promise<string[]> {
  const done: string[] = [];
  const giveUp = new AbortController();
  const all = calls.map(([method, path]) =>
    lanes
      .for(method, path)
      .run(() => Promise.resolve(done.push(`${method} ${path}`)), giveUp.signal)
      .catch(() => undefined),
  );
  const timer = setTimeout(() => {
    giveUp.abort();
  }, within);
  await Promise.all(all);
  clearTimeout(timer);
  return done;
}

test("a request waits in the lane of the first rate that it fits, and others go on", async () => {
  const lanes = new Lanes({ maxConcurrency: 4, rates });
  const changes: [Method, string][] = [1, 2, 3, 4, 5].map((id) => [id % 2 ? "PATCH" : "DELETE", `/Users/${id}`]);
  const others: [Method, string][] = [
    ["GET", "/Users"],
    ["PUT", "/Users/1"],
    ["PATCH", "/Groups/1"],
    ["GET", "/UsersOfOthers"],
  ];
  const done = await begun(lanes, [...changes, ...others], 1_500);
  expect(done.filter((line) => /^(PATCH|DELETE) .Users/.test(line))).toEqual([
    "PATCH /Users/1",
    "DELETE /Users/2",
    "PATCH /Users/3",
  ]);
  for (const [method, path] of others) expect(done).toContain(`${method} ${path}`);
});

test("a lane has room as long as its window takes one more beside those that wait", async () => {
  const lanes = new Lanes({ maxConcurrency: 4, rates });
  const lane = lanes.for("PATCH", "/Users/1");
  expect(lane.hasRoom).toBe(true);
  await begun(
    lanes,
    [1, 2, 3].map((id) => ["PATCH", `/Users/${id}`]),
    2_000,
  );
  expect(lane.hasRoom).toBe(false);
  expect(lanes.for("PUT", "/Users/1").hasRoom).toBe(true);
  expect(lanes.for("PATCH", "/Groups/1").hasRoom).toBe(true);
});

test("a wait that the service asks for holds its own lane", async () => {
  const lanes = new Lanes({ maxConcurrency: 4, rates });
  lanes.for("PATCH", "/Users/1").pauseUntil(Date.now() + 60_000);
  const done = await begun(
    lanes,
    [
      ["PATCH", "/Users/1"],
      ["GET", "/Users"],
    ],
    300,
  );
  expect(done).toEqual(["GET /Users"]);
});

test("all lanes together keep to one number at once and to one rate", async () => {
  const lanes = new Lanes({ maxConcurrency: 2, requestsPerSecond: 10, rates });
  let [running, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 30));
    running--;
  };
  const start = performance.now();
  const paths: [Method, string][] = [1, 2, 3, 4, 5, 6].map((id) => ["GET", id % 2 ? "/Users" : "/Groups"]);
  await Promise.all(paths.map(([method, path]) => lanes.for(method, path).run(work)));
  expect(most).toBeLessThanOrEqual(2);
  expect(performance.now() - start).toBeGreaterThan(350);
});
