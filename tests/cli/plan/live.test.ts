import { type LiveFacts, lookUpNewcomers } from "../../../cli/plan/live/newcomers.js";
import { atPlaces } from "../../../cli/plan/live/places.js";
import { nameStrangers } from "../../../cli/plan/live/strangers.js";
import { findUnmanaged } from "../../../cli/plan/live/unmanaged.js";
import { text } from "../../../cli/plan/render/text.js";
import { reportOf } from "../../../cli/plan/report/report.js";
import { type JsonObject } from "../../../provider/scim/json.js";
import { type SandboxOptions } from "../../../sandbox/index.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";
import { by, changes, type Given, joins, preview } from "./previews.js";
import { factsFrom, reportFrom, withoutGuards } from "./reports.js";

const Users = [
  { id: "id-cy", userName: "cy@acme.example", displayName: "cy" },
  { id: "1", userName: "ada@acme.example", externalId: "7", displayName: "Ada L." },
  { id: "2", userName: "bob@acme.example", externalId: "8", displayName: "Bob", active: false },
  { id: "3", userName: "dan@acme.example", externalId: "99", displayName: "Somebody else" },
  { id: "4", userName: "guest@acme.example", displayName: "Guest" },
];
const given: Given[] = [
  changes("cy", { title: "a" }, { title: "b" }),
  joins("ada", { externalId: "7", phoneNumbers: "[secret]" }),
  joins("bob", { externalId: "8" }),
  joins("dan", { externalId: "9" }),
  joins("eve", { externalId: "10", manager: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
  joins("cy2", { userName: "cy@acme.example" }),
];

async function onService<T>(
  work: (parts: {
    url: string;
    env: Record<string, string>;
    writes: () => number;
    requests: () => number;
  }) => Promise<T>,
  options: SandboxOptions = {},
) {
  return withSandbox({ seed: { Users }, ...options }, async (sandbox) => {
    const writes = () =>
      sandbox.requests().filter(({ method, path }) => method !== "GET" && !path.endsWith("/.search")).length;
    return work({ url: sandbox.url, env: connectionTo(sandbox), writes, requests: () => sandbox.requests().length });
  });
}

describe("a look into the service", () => {
  it("tells what up would do with each joiner, and writes nothing", async () => {
    await onService(async ({ url, env, writes }) => {
      const facts = factsFrom(preview(given, { service: url }));
      const { answers: live } = await atPlaces([facts], {}, lookUpNewcomers, env);
      const report = reportFrom(preview(given, { service: url }), {}, { live });
      const answers = Object.fromEntries(report.joiners.map(({ person, live: one }) => [person.name, one?.answer]));
      expect(answers).toEqual({ ada: "adopts", bob: "reactivates", dan: "conflict", eve: "new", cy2: "conflict" });
      const conflicts = report.warnings.find(({ code }) => code === "conflict");
      expect(conflicts?.says).toMatch(/dan@acme\.example .*externalId 99.* carries another externalId/);
      expect(conflicts?.says).toMatch(/another resource of this stack already manages user cy@acme\.example/);
      expect(writes()).toBe(0);
    });
  });

  it("reads everybody once where many join", async () => {
    const people = Array.from({ length: 300 }, (_, index) => joins(`p${index}`, { externalId: `p${index}` }));
    await onService(async ({ url, env, requests }) => {
      const facts = factsFrom(preview([...given, ...people], { service: url }));
      const { answers } = await atPlaces([facts], {}, lookUpNewcomers, env);
      const counts = [...answers.values()].map(({ answer }) => answer);
      expect(counts.filter((answer) => answer === "new")).toHaveLength(301);
      expect(counts.filter((answer) => answer !== "new").sort()).toEqual([
        "adopts",
        "conflict",
        "conflict",
        "reactivates",
      ]);
      expect(requests()).toBeLessThan(20);
    });
  });

  it("gives names to those whom the stack knows by id alone", async () => {
    await onService(async ({ url, env }) => {
      const moved = changes("cy", { manager: "4" }, { manager: "1" });
      const facts = factsFrom(preview([moved], { service: url }));
      expect(reportOf([facts]).moves).toMatchObject([{ manager: { from: "somebody outside this stack (id 4)" } }]);
      await atPlaces([facts], {}, nameStrangers, env);
      expect(reportOf([facts]).moves).toMatchObject([
        { manager: { from: "Guest (outside this stack)", to: "Ada L. (outside this stack)" } },
      ]);
    });
  });

  it("finds active accounts that nobody manages", async () => {
    await onService(async ({ url, env }) => {
      const facts = factsFrom(preview(given, { service: url }));
      const [found] = await atPlaces([facts], {}, (open) => findUnmanaged(open, [facts]), env);
      if (found === undefined) throw new Error("Nothing was read.");
      expect(found.accounts.map(({ name }) => name)).toEqual(["Ada L.", "Somebody else", "Guest"]);
      expect(found).toMatchObject({ inactive: 1, service: new URL(url).host });
      expect(found.unchecked.join(" ")).toMatch(/Passwords/);
    });
  });

  it("says what goes wrong without the token", async () => {
    await onService(async ({ env }) => {
      const wrong = { ...env, SCIM_TOKEN: "wrong-token-123" };
      const facts = factsFrom(preview([]));
      const failing = atPlaces([facts], {}, (open) => findUnmanaged(open, []), wrong);
      await expect(failing).rejects.toMatchObject({
        exitCode: 1,
        message: expect.stringMatching(/^Could not read the service: /) as string,
      });
      await expect(failing).rejects.not.toMatchObject({
        message: expect.stringContaining("wrong-token-123") as string,
      });
      await expect(atPlaces([facts], {}, () => Promise.resolve(1), {})).rejects.toMatchObject({ exitCode: 2 });
    });
  });

  it("says whether a new group is there already", async () => {
    const Groups = [
      { id: "g1", displayName: "Research", members: [{ value: "1" }, { value: "4" }] },
      { id: "g2", displayName: "Sales", externalId: "s" },
      { id: "g3", displayName: "Board", externalId: "theirs" },
    ];
    const group = (name: string, after: JsonObject): Given => ({ kind: "Group", name, op: "create", after });
    const groups = [
      group("research", { displayName: "Research", adopt: "userName" }),
      group("sales", { displayName: "Sales", externalId: "s" }),
      group("board", { displayName: "Board", externalId: "ours" }),
      group("legal", { displayName: "Legal" }),
    ];
    await onService(
      async ({ url, env, writes }) => {
        const shown = preview(groups, { service: url });
        const { answers } = await atPlaces([factsFrom(shown)], {}, lookUpNewcomers, env);
        const report = reportFrom(shown, {}, { live: answers });
        const said = Object.fromEntries(report.groups.map(({ group: name, live }) => [name, live]));
        expect(said).toMatchObject({
          Research: { answer: "adopts", says: "Research, which is there already, with 2 members" },
          Sales: { answer: "adopts" },
          Board: { answer: "conflict" },
          Legal: { answer: "new" },
        });
        const [conflict] = report.warnings.filter(({ code }) => code === "conflict");
        expect(conflict).toMatchObject({
          says: expect.stringMatching(
            /^1 group cannot be created, and `up` would fail: .*carries another externalId/,
          ) as string,
          people: ["Board"],
        });
        expect(text(withoutGuards(report))).toMatch(
          /Research +adopts: Research, which is there already, with 2 members/,
        );
        expect(writes()).toBe(0);
      },
      { seed: { Users, Groups } },
    );
  });
});

describe("a look into several services", () => {
  /** Two services: in one ada is there, in the other bob. */
  async function onTwo(
    work: (urls: { eu: string; us: string }, tokens: { eu: string; us: string }) => Promise<void>,
  ): Promise<void> {
    const seed = (name: string) => ({ seed: { Users: [{ userName: `${name}@acme.example`, externalId: name }] } });
    await withSandbox({ ...seed("ada"), token: "token-eu" }, (eu) =>
      withSandbox({ ...seed("bob"), token: "token-us" }, async (us) => {
        await work({ eu: eu.url, us: us.url }, { eu: eu.token, us: us.token });
        expect([eu, us].flatMap((one) => one.requests()).filter(({ status }) => status === 401)).toEqual([]);
      }),
    );
  }
  const both = [joins("ada", { externalId: "ada" }), joins("bob", { externalId: "bob" })];
  const answersOf = ({ answers }: LiveFacts) =>
    Object.fromEntries(
      [...answers].map(([key, { answer }]) => [key.replace(/^urn:pulumi:(\w+)::.*::/, "$1 "), answer]),
    );
  const expected = { "eu ada": "adopts", "eu bob": "new", "us ada": "new", "us bob": "adopts" };

  it("asks each stack's own service with its own token, by the names of the variables", async () => {
    await onTwo(async (urls, tokens) => {
      const facts = (["eu", "us"] as const).map((stack) =>
        factsFrom(
          preview(
            both.map((one) => by(`acme-${stack}`, one, stack)),
            { stack, providers: { [`acme-${stack}`]: { "scim:endpoint": urls[stack], "scim:token": "[secret]" } } },
          ),
        ),
      );
      const env = { SCIM_ACME_EU_TOKEN: tokens.eu, SCIM_ACME_US_TOKEN: tokens.us };
      const found = await atPlaces(facts, {}, lookUpNewcomers, env);
      expect(answersOf(found)).toEqual(expected);
      expect(found.unseen).toEqual([]);

      const half = await atPlaces(facts, {}, lookUpNewcomers, { SCIM_ACME_EU_TOKEN: tokens.eu });
      expect(answersOf(half)).toEqual({ ...expected, "us ada": "unknown", "us bob": "unknown" });
      expect(half.unseen).toEqual([expect.stringMatching(/ScimService acme-us: no token: set SCIM_ACME_US_TOKEN/)]);
    });
  });

  it("says how to tell where a service is that the preview does not show", async () => {
    const stacks = [factsFrom(preview([by("acme", joins("ada"))]))];
    await expect(atPlaces(stacks, {}, lookUpNewcomers, { SCIM_ACME_TOKEN: "t" })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^Could not tell where the ScimService acme is: .* Give --state/) as string,
    });
  });

  it("knows a service that only others of the same ScimService show", async () => {
    await onTwo(async ({ eu }, tokens) => {
      const resources = [changes("cy", { title: "a" }, { title: "b" }), ...both].map((one) => by("acme", one));
      const facts = factsFrom(preview(resources, { service: eu }));
      const found = await atPlaces([facts], {}, lookUpNewcomers, { SCIM_ACME_TOKEN: tokens.eu });
      expect([...found.answers.values()].map(({ answer }) => answer)).toEqual(["adopts", "new"]);
      // The same service, named for the whole command.
      const named = { SCIM_ENDPOINT: `${eu}/`, SCIM_TOKEN: tokens.eu };
      const again = await atPlaces([facts], {}, lookUpNewcomers, named);
      expect([...again.answers.values()].map(({ answer }) => answer)).toEqual(["adopts", "new"]);
    });
  });

  it("takes the default connection from the stack's configuration, and sends no token to two services", async () => {
    await onTwo(async (urls, tokens) => {
      const facts = (stack: "eu" | "us") =>
        factsFrom(preview(both, { stack, config: { "scim:endpoint": urls[stack], "scim:token": "[secret]" } }));
      const one = await atPlaces([facts("eu")], {}, lookUpNewcomers, { SCIM_TOKEN: tokens.eu });
      expect(answersOf(one)).toEqual({ "eu ada": "adopts", "eu bob": "new" });
      const stacks = [facts("eu"), facts("us")];
      await expect(atPlaces(stacks, {}, lookUpNewcomers, { SCIM_TOKEN: tokens.eu })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/Could not tell which service SCIM_TOKEN is for/) as string,
      });
      const named = await atPlaces(stacks, {}, lookUpNewcomers, { SCIM_ENDPOINT: urls.us, SCIM_TOKEN: tokens.us });
      expect(answersOf(named)).toMatchObject({ "us ada": "new", "us bob": "adopts" });
    });
  });

  it("says whom another stack manages in the same service", async () => {
    const stays: Given = {
      ...changes("ada", { externalId: "ada", title: "a" }, { externalId: "ada", title: "b" }),
      id: "the-id",
    };
    await withSandbox(
      { seed: { Users: [{ id: "the-id", userName: "ada@acme.example", externalId: "ada" }] } },
      async (sandbox) => {
        const facts = [
          factsFrom(preview([stays], { stack: "eu", service: sandbox.url })),
          factsFrom(preview(both, { stack: "us", config: { "scim:endpoint": sandbox.url } })),
        ];
        const { answers } = await atPlaces(facts, {}, lookUpNewcomers, {
          SCIM_ENDPOINT: sandbox.url,
          SCIM_TOKEN: sandbox.token,
        });
        expect([...answers.values()][0]).toMatchObject({
          answer: "adopts",
          says: expect.stringMatching(/who is there already; the stack eu manages that one, too$/) as string,
        });
      },
    );
  });
});
