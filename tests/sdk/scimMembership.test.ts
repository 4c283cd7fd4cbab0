import * as pulumi from "@pulumi/pulumi";
import {
  ScimGroup,
  type ScimGroupArgs,
  ScimMembership,
  type ScimMembershipArgs,
  ScimService,
  ScimUser,
} from "../../sdk/index.js";
import { given, named, register, valueOf } from "./registrations.js";

const people = () => ({
  ada: new ScimUser("ada", { userName: "ada@acme.io" }),
  kim: new ScimUser("kim", { userName: "kim@acme.io" }),
  board: new ScimGroup("board", { displayName: "Board" }),
  staff: new ScimGroup("staff", { displayName: "Staff" }),
});
type People = ReturnType<typeof people>;

describe("what ScimMembership registers", () => {
  const forms: [string, (p: People) => ScimMembershipArgs, Record<string, unknown>][] = [
    ["one person", (p) => ({ group: p.board, user: p.ada }), { group: "board-id", user: "ada-id" }],
    ["ids", () => ({ group: "g1", user: "u1" }), { group: "g1", user: "u1" }],
    [
      "a mixed list",
      (p) => ({ group: p.board.id, users: [p.ada, "u1", p.kim.id, pulumi.output(p.kim)], exclusive: true }),
      { group: "board-id", users: ["ada-id", "u1", "kim-id", "kim-id"], exclusive: true },
    ],
    [
      "an Output of a list",
      (p) => ({ group: pulumi.output(p.board), users: pulumi.output([p.ada, p.kim]) }),
      { group: "board-id", users: ["ada-id", "kim-id"] },
    ],
    [
      "nested groups",
      (p) => ({ group: p.board, groups: [p.staff, "g2"] }),
      { group: "board-id", groups: ["staff-id", "g2"] },
    ],
    ["an empty set", (p) => ({ group: p.board, users: [] }), { group: "board-id", users: [] }],
  ];
  it.each(forms)("takes %s", async (_form, args, expected) => {
    const all = await register(() => new ScimMembership("m", args(people())));
    expect(named(all, "m").type).toBe("pulumi-nodejs:dynamic/scim:Membership");
    expect(named(all, "m").inputs["__provider"]).toMatch(/\("pulumi-scim\/provider"\)\.membership$/);
    expect(given(named(all, "m"))).toEqual(expected);
  });

  it("passes both user and users on, for the provider's check to refuse", async () => {
    const both: unknown = { group: "g1", user: "u1", users: ["u2"] };
    const all = await register(() => new ScimMembership("m", both as ScimMembershipArgs));
    expect(given(named(all, "m"))).toEqual({ group: "g1", user: "u1", users: ["u2"] });
  });

  it("depends on the group and on each person", async () => {
    const all = await register(() => {
      const { ada, kim, board } = people();
      new ScimMembership("m", { group: board, users: [ada, pulumi.output(kim)] });
    });
    expect(named(all, "m").dependencies).toEqual({ group: ["board"], users: ["ada", "kim"] });
  });

  it("gives ids as outputs", async () => {
    let membership: ScimMembership | undefined;
    await register(() => {
      const { ada, board } = people();
      membership = new ScimMembership("m", { group: board, users: [ada] });
    });
    expect(membership && (await valueOf(membership.users))).toEqual(["ada-id"]);
    expect(membership && (await valueOf(membership.group))).toBe("board-id");
  });

  const refused: [string, (p: People) => unknown, string][] = [
    ["no group", (p) => ({ user: p.ada }), "group is missing. Give a ScimGroup, or the id of a group."],
    [
      "a null group",
      (p) => ({ group: null, user: p.ada }),
      "group is missing. Give a ScimGroup, or the id of a group.",
    ],
    ["a person as group", (p) => ({ group: p.ada, user: p.ada }), "group takes a ScimGroup or an id, but got"],
    ["a group as user", (p) => ({ group: p.board, user: p.staff }), "user takes a ScimUser or an id, but got"],
    ["a group among users", (p) => ({ group: p.board, users: [p.ada, p.staff] }), "users[1] takes a ScimUser or an id"],
    ["a person among groups", (p) => ({ group: p.board, groups: [p.ada] }), "groups[0] takes a ScimGroup or an id"],
    ["a hole in users", (p) => ({ group: p.board, users: [p.ada, undefined] }), "users[1] is undefined."],
    ["a person for users", (p) => ({ group: p.board, users: p.ada }), "users takes a list, but got one resource."],
  ];
  it.each(refused)("refuses %s", async (_case, args, message) => {
    await register(() => {
      const loose = args(people());
      expect(() => new ScimMembership("m", loose as ScimMembershipArgs)).toThrow(`ScimMembership "m": ${message}`);
    });
  });

  it("is read by id with get", async () => {
    const [read] = await register(() => ScimMembership.get("m", "g1/u1"));
    expect(read).toMatchObject({ id: "g1/u1", inputs: { __get: true } });
  });
});

describe("deletedWith", () => {
  const dialect = process.env["SCIM_DIALECT"];
  beforeEach(() => delete process.env["SCIM_DIALECT"]);
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
    if (dialect === undefined) delete process.env["SCIM_DIALECT"];
    else process.env["SCIM_DIALECT"] = dialect;
  });

  interface Case {
    args?: Partial<ScimGroupArgs>;
    group?: (service: ScimService, parent: pulumi.ComponentResource) => pulumi.CustomResourceOptions;
    membership?: (parent: pulumi.ComponentResource, group: ScimGroup) => pulumi.CustomResourceOptions;
    service?: Partial<ConstructorParameters<typeof ScimService>[1]>;
    asGroup?: (group: ScimGroup) => ScimMembershipArgs["group"];
    environment?: string;
    config?: string;
  }
  const deletedWith = async (c: Case): Promise<string> => {
    if (c.environment !== undefined) process.env["SCIM_DIALECT"] = c.environment;
    if (c.config !== undefined) pulumi.runtime.setAllConfig({ "scim:dialect": c.config });
    const all = await register(() => {
      const service = new ScimService("acme", { endpoint: "https://acme.example", ...c.service });
      const parent = new pulumi.ComponentResource("acme:Team", "team");
      const group = new ScimGroup("g", { displayName: "G", ...c.args }, c.group?.(service, parent));
      new ScimMembership("m", { group: c.asGroup?.(group) ?? group, users: [] }, c.membership?.(parent, group));
    });
    return named(all, "m").deletedWith;
  };

  const set: [string, Case][] = [
    ["the default connection", {}],
    ["onDelete delete", { args: { onDelete: "delete" } }],
    ["an explicit service of the default dialect", { group: (provider) => ({ provider }) }],
    [
      "an explicit service of a known dialect",
      { group: (provider) => ({ provider }), service: { dialect: "rfc7644" } },
    ],
    ["an explicit service, whatever the default one is", { group: (provider) => ({ provider }), environment: "other" }],
    ["a default dialect from config", { config: "rfc7644" }],
    ["an environment that wins over config", { environment: "rfc7644", config: "other" }],
    [
      "group and membership of one parent",
      { group: (_s, parent) => ({ parent }), membership: (parent) => ({ parent }) },
    ],
    ["a membership below the group", { group: (_s, parent) => ({ parent }), membership: (_p, parent) => ({ parent }) }],
    ["retainOnDelete false", { group: (_s, parent) => ({ parent, retainOnDelete: false }) }],
  ];
  it.each(set)("is the group for %s", async (_case, c) => {
    expect(await deletedWith(c)).toBe("g");
  });

  const unset: [string, Case][] = [
    ["onDelete retain", { args: { onDelete: "retain" } }],
    ["an onDelete that is known later", { args: { onDelete: pulumi.output("delete" as const) } }],
    ["retainOnDelete", { group: () => ({ retainOnDelete: true }) }],
    ["a parent that may have retainOnDelete", { group: (_s, parent) => ({ parent }) }],
    [
      "a membership that does not inherit retainOnDelete",
      { group: (_s, parent) => ({ parent }), membership: (parent) => ({ parent, retainOnDelete: false }) },
    ],
    ["transformations", { group: () => ({ transformations: [() => undefined] }) }],
    ["ignoreChanges of onDelete", { group: () => ({ ignoreChanges: ["onDelete"] }) }],
    ["a group that is read", { group: () => ({ id: "g1" }) }],
    ["a group given as an id", { asGroup: (group) => group.id }],
    ["a group given as an Output", { asGroup: (group) => pulumi.output(group) }],
    ["an unknown dialect", { group: (provider) => ({ provider }), service: { dialect: "nobody" } }],
    ["a dialect object", { group: (provider) => ({ provider }), service: { dialect: { name: "rfc7644" } } }],
    ["a dialect known later", { group: (provider) => ({ provider }), service: { dialect: pulumi.output("rfc7644") } }],
    ["an unknown dialect in the environment", { environment: "nobody", config: "rfc7644" }],
    ["an unknown dialect in config", { config: "nobody" }],
    ["an explicit undefined", { membership: () => Object.fromEntries([["deletedWith", undefined]]) }],
  ];
  it.each(unset)("is not set for %s", async (_case, c) => {
    expect(await deletedWith(c)).toBe("");
  });

  it("that the program gives wins", async () => {
    const all = await register(() => {
      const { board, staff, ada } = people();
      new ScimMembership("m", { group: board, user: ada }, { deletedWith: staff });
    });
    expect(named(all, "m").deletedWith).toBe("staff");
  });

  it("is not set for a group from get", async () => {
    const all = await register(() => new ScimMembership("m", { group: ScimGroup.get("g", "g1"), users: [] }));
    expect(named(all, "m")).toMatchObject({ deletedWith: "", inputs: { group: "g1" } });
  });
});
