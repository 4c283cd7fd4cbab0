import { draw, FORMATS } from "../../../cli/chart/draw.js";
import { readChart } from "../../../cli/chart/sources.js";
import { fromService } from "../../../cli/chart/sources/fromService.js";
import { fromState, isState } from "../../../cli/chart/sources/fromState.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";

const kinds = { user: "User", group: "Group", membership: "Membership" } as const;
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };

function held(kind: keyof typeof kinds, id: string, outputs: object, more: object = {}): object {
  const type = `pulumi-nodejs:dynamic/scim:${kinds[kind]}`;
  return {
    urn: `urn:pulumi:prod::acme::${type}::${id}`,
    custom: true,
    type,
    id,
    inputs: {},
    outputs: { __service: "https://acme.example/scim", ...outputs },
    ...more,
  };
}
const state = (...resources: object[]) => ({
  version: 3,
  deployment: {
    resources: [
      { urn: "urn:pulumi:prod::acme::pulumi:pulumi:Stack::acme-prod", type: "pulumi:pulumi:Stack" },
      ...resources,
    ],
  },
});

const grace = { userName: "grace@acme.io", externalId: "grace", name: { givenName: "Grace", familyName: "Hopper" } };
const ada = { userName: "ada@acme.io", externalId: "ada", displayName: "Ada Lovelace", title: "Engineer" };

describe("a chart from a stack's exported state", () => {
  it("has the people with their managers and teams, by externalId", () => {
    const content = state(
      held("user", "1", { ...grace, manager: null }),
      held("user", "2", { ...ada, manager: "1", department: "Research", active: true }),
      held("group", "g1", { displayName: "Engineering" }),
      held("group", "g2", { displayName: "Board" }),
      held("membership", "g1", { group: "g1", users: ["1", "2"] }),
      held("membership", "g2/1", { group: "g2", user: "1" }),
    );
    expect(fromState(content)).toMatchObject({
      title: "acme (prod)",
      people: [
        {
          key: "grace",
          userName: "grace@acme.io",
          name: "Grace Hopper",
          teams: ["Board", "Engineering"],
          isActive: true,
        },
        {
          key: "ada",
          userName: "ada@acme.io",
          name: "Ada Lovelace",
          title: "Engineer",
          detail: "Research",
          manager: "grace",
          teams: ["Engineering"],
          isActive: true,
        },
      ],
    });
  });

  it("never shows a secret value", () => {
    const content = state(held("user", "1", { ...ada, displayName: secret, title: { ...secret, plaintext: '"Spy"' } }));
    const [person] = fromState(content).people;
    expect(person).toMatchObject({ key: "ada", name: "(secret)", title: "(secret)" });
    expect(JSON.stringify(person)).not.toMatch(/Spy|v1:abc/);
  });

  it("shows who has a secret manager, is in a secret team or has a secret name, and never what these are", async () => {
    const content = state(
      held("user", "1", grace),
      held("user", "2", { ...ada, displayName: null, name: secret, manager: secret }),
      held("group", "g", { displayName: secret }),
      held("membership", "g", { group: "g", users: ["2"] }),
      held("user", "3", { userName: secret, externalId: secret, displayName: "Eve", active: true }),
    );
    const [, hidden, eve] = fromState(content).people;
    expect(hidden).toMatchObject({ name: "(secret)", isManagerSecret: true, teams: ["(secret)"] });
    expect(hidden?.manager).toBeUndefined();
    expect(eve).toMatchObject({ name: "Eve" });
    for (const format of FORMATS) {
      const text = await draw({ chart: fromState(content), format });
      expect(text).toMatch(/! manager is secret/);
      expect(text).not.toMatch(/v1:abc|4dabf18/);
    }
  });

  it("has people of nested groups in the groups around them, rings or not", () => {
    const content = state(
      held("user", "1", grace),
      held("group", "in", { displayName: "Inner" }),
      held("group", "out", { displayName: "Outer" }),
      held("membership", "in", { group: "in", users: ["1"], groups: ["out"] }),
      held("membership", "out", { group: "out", groups: ["in"] }),
    );
    expect(fromState(content).people).toMatchObject([{ key: "grace", teams: ["Inner", "Outer"] }]);
  });

  it("takes one person in two services for one, in the teams of both", () => {
    const elsewhere = { __service: "https://other.example/scim" };
    const content = state(
      held("user", "1", grace),
      held("user", "2", { ...ada, manager: "1" }),
      held("user", "1", { ...ada, ...elsewhere }),
      held("group", "g", { displayName: "There", ...elsewhere }),
      held("membership", "g", { group: "g", users: ["1"], ...elsewhere }),
    );
    expect(fromState(content).people).toMatchObject([
      { key: "grace", teams: [] },
      { key: "ada", manager: "grace", teams: ["There"] },
    ]);
  });

  it("knows people who were looked up by their real id, and passes over what is about to be deleted", () => {
    const content = state(
      held("user", "lookup:userName=grace%40acme.io", { ...grace, scimId: "1" }, { external: true }),
      held("user", "2", { ...ada, manager: "1" }),
      held("user", "3", { userName: "old@acme.io" }, { delete: true }),
    );
    expect(fromState(content).people).toMatchObject([{ key: "grace" }, { key: "ada", manager: "grace" }]);
  });

  it.each([[{}], [[]], [null], [{ deployment: {} }.deployment], [{ people: {} }]])(
    "does not take %j for a state",
    (content) => {
      expect(isState(content)).toBe(false);
    },
  );

  it("refuses other files with what would be one", async () => {
    await expect(readChart(require.resolve("../../../package.json"))).rejects.toThrow(
      /^Could not draw .*package\.json: it is neither an org file nor a stack's exported state\. Give an org file/,
    );
  });
});

describe("a chart from a service", () => {
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise];

  it("has the people with their managers and teams", async () => {
    const Users = [
      { id: "u1", schemas, ...grace },
      { id: "u2", schemas, ...ada, [enterprise]: { manager: { value: "u1" }, department: "Research" } },
      { id: "u3", schemas, userName: "gone@acme.io", active: false },
    ];
    const Groups = [{ id: "g1", displayName: "Engineering", members: [{ value: "u2" }] }];
    await withSandbox({ seed: { Users, Groups } }, async (sandbox) => {
      const { SCIM_ENDPOINT: endpoint, SCIM_TOKEN } = connectionTo(sandbox);
      const { people, title } = await fromService({ endpoint }, { SCIM_TOKEN });
      expect(title).toBe(new URL(sandbox.url).host);
      const byKey = new Map(people.map((person) => [person.key, person]));
      expect(byKey.get("grace")).toMatchObject({ name: "Grace Hopper", teams: [], isActive: true });
      expect(byKey.get("ada")).toMatchObject({ manager: "grace", detail: "Research", teams: ["Engineering"] });
      expect(byKey.get("gone@acme.io")).toMatchObject({ isActive: false });
      expect(sandbox.requests().every(({ method }) => method === "GET")).toBe(true);
    });
  });

  it("has people of nested groups in the groups around them, also where members have no type", async () => {
    const Users = [{ id: "u1", schemas, ...grace }];
    const Groups = [
      { id: "g1", displayName: "Inner", members: [{ value: "u1" }] },
      { id: "g2", displayName: "Outer", members: [{ value: "g1" }] },
      { id: "g3", displayName: "Outermost", members: [{ value: "g2", type: "Group" }] },
    ];
    await withSandbox({ seed: { Users, Groups } }, async (sandbox) => {
      const { SCIM_ENDPOINT: endpoint, SCIM_TOKEN } = connectionTo(sandbox);
      const { people } = await fromService({ endpoint }, { SCIM_TOKEN });
      expect(people).toMatchObject([{ key: "grace", teams: ["Inner", "Outer", "Outermost"] }]);
    });
  });

  it("has no teams where the service has no groups, and fails where it fails", async () => {
    const at = (status: number) => ({
      seed: { Users: [{ id: "u1", schemas, ...grace }] },
      faults: [{ match: { method: "GET" as const, path: "/Groups" }, action: { status } }],
    });
    const read = (status: number) =>
      withSandbox(at(status), async (sandbox) => {
        const { SCIM_ENDPOINT: endpoint, SCIM_TOKEN } = connectionTo(sandbox);
        return fromService({ endpoint }, { SCIM_TOKEN });
      });
    expect((await read(404)).people).toMatchObject([{ key: "grace", teams: [] }]);
    await expect(read(403)).rejects.toThrow(/403/);
  });

  it("is refused where the connection is not whole, and never shows the token", async () => {
    await expect(fromService({}, { SCIM_TOKEN: "hush-hush" })).rejects.toThrow(/no endpoint/);
    await expect(fromService({}, { SCIM_TOKEN: "hush-hush" })).rejects.not.toThrow(/hush/);
  });
});
