import { startSandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { SlidingWindow } from "../../../sandbox/slidingWindow.js";

it.each<[string, SandboxOptions, RegExp]>([
  ["an unknown dialect", { dialect: "okta" }, /speaks no dialect okta\. .*rfc7644, leapsome, absorb, ironclad/],
  ["another vendor's switches", { dialect: "absorb", leapsome: {} }, /leapsome: only with dialect leapsome/],
  ["switches without their dialect", { ironclad: { saml: false } }, /ironclad: only with dialect ironclad/],
  ["an empty limit", { dialect: "leapsome", leapsome: { rateLimit: 0 } }, /leapsome\.rateLimit/],
  ["a page beyond the most", { dialect: "leapsome", leapsome: { groupsPageSize: 1001 } }, /leapsome\.groupsPageSize/],
  ["a seed that the service refuses", { dialect: "leapsome", seed: { Users: [{}] } }, /seed Users\.0: userName/],
  [
    "a seed with a name twice",
    { dialect: "leapsome", seed: { Groups: [{ displayName: "a" }, { displayName: "A" }] } },
    /seed Groups\.1: .*already in use/,
  ],
  [
    "inactive people at Ironclad",
    { dialect: "ironclad", seed: { Users: [{ userName: "a@b.c", active: false }] } },
    /seed Users\.0: .*inactive/,
  ],
])("refuses %s", async (_, options, message) => {
  await expect(startSandbox({ port: 0, ...options })).rejects.toThrow(message);
});

it("lets the caller's options stand over the dialect's defaults", async () => {
  const options = { port: 0, dialect: "ironclad", basePath: "/x", newId: () => "fixed", defaultPageSize: 1 };
  const sandbox = await startSandbox(options);
  try {
    expect(sandbox.url).toMatch(/\/x$/);
    expect(sandbox.create("Users", { userName: "a@b.c" })).toHaveProperty("id", "fixed");
  } finally {
    await sandbox.close();
  }
});

it("a sliding window never lets more than its number through, wherever it begins", () => {
  let now = 0;
  const rate = { what: "requests", limit: 2, windowMs: 1000, retryAfter: false, applies: () => true };
  const window = new SlidingWindow(rate, () => now);
  const at = (time: number): number => {
    now = time;
    return window.take();
  };
  expect([at(0), at(900), at(999), at(1000), at(1001), at(1900)]).toEqual([0, 0, 1, 0, 899, 0]);
});
