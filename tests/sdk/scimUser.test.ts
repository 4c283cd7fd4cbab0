import * as pulumi from "@pulumi/pulumi";
import { ScimGroup, ScimService, ScimUser, type ScimUserArgs } from "../../sdk/index.js";
import { given, named, register, valueOf } from "./registrations.js";

const ada: ScimUserArgs = { userName: "ada@acme.io" };

describe("what ScimUser registers", () => {
  it("is a dynamic resource whose provider is a constant text that loads the installed package", async () => {
    const [user] = await register(() => new ScimUser("ada", ada));
    expect(user).toMatchObject({ type: "pulumi-nodejs:dynamic/scim:User", name: "ada", id: undefined, provider: "" });
    expect(user?.inputs["__provider"]).toBe(
      'exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").user',
    );
  });

  it("is the arguments as given, without those left out", async () => {
    const [user] = await register(
      () =>
        new ScimUser("ada", {
          userName: "ada@acme.io",
          name: { givenName: "Ada", familyName: undefined },
          title: undefined,
          department: pulumi.output("Research"),
          emails: [{ value: "ada@acme.io", primary: true }],
          extensions: { "urn:acme:2.0:User": { badge: "42" } },
          adopt: "userName",
          onDelete: "deactivate",
          unsupported: "ignore",
          secretAttributes: ["title"],
        }),
    );
    expect(user && given(user)).toEqual({
      userName: "ada@acme.io",
      name: { givenName: "Ada" },
      department: "Research",
      emails: [{ value: "ada@acme.io", primary: true }],
      extensions: { "urn:acme:2.0:User": { badge: "42" } },
      adopt: "userName",
      onDelete: "deactivate",
      unsupported: "ignore",
      secretAttributes: ["title"],
    });
  });

  it("tells the provider of retainOnDelete, which Pulumi does not, and of a read nothing", async () => {
    const all = await register(() => {
      new ScimUser("kept", ada, { retainOnDelete: true });
      new ScimUser("ended", ada, { retainOnDelete: false });
      ScimUser.get("read", "1", { retainOnDelete: true });
      ScimUser.lookup("found", { userName: "ada@acme.io" }, { retainOnDelete: true });
    });
    const marked = all.filter(({ inputs }) => "__retainOnDelete" in inputs);
    expect(marked.map(({ name, inputs }) => [name, inputs["__retainOnDelete"]])).toEqual([["kept", true]]);
  });

  it("passes null as null: managed and empty", async () => {
    const [user] = await register(
      () => new ScimUser("ada", { ...ada, title: null, manager: null, name: { givenName: null }, addresses: null }),
    );
    expect(user && given(user)).toEqual({
      userName: "ada@acme.io",
      title: null,
      manager: null,
      name: { givenName: null },
      addresses: null,
    });
  });

  it("passes on what TypeScript would have refused, for the provider's check to name", async () => {
    const loose: unknown = { userName: 5, titel: "CTO" };
    const [user] = await register(() => new ScimUser("ada", loose as ScimUserArgs));
    expect(user && given(user)).toEqual({ userName: 5, titel: "CTO" });
  });

  it("carries the connection, also one that comes from a parent", async () => {
    const all = await register(() => {
      const service = new ScimService("acme", { endpoint: "https://acme.example/scim" });
      new ScimUser("direct", ada, { provider: service });
      const parent = new pulumi.ComponentResource("acme:Team", "team", {}, { providers: [service] });
      new ScimUser("child", ada, { parent });
    });
    const reference = named(all, "direct").provider;
    expect(reference).toContain("pulumi:providers:pulumi-nodejs::acme::acme-id");
    expect(named(all, "child").provider).toBe(reference);
  });
});

describe("Pulumi's own options", () => {
  it("let a transformation of a parent change arguments", async () => {
    const [, user] = await register(() => {
      const transformations: pulumi.ResourceTransformation[] = [
        ({ type, props, opts }) =>
          type.endsWith("scim:User") ? { props: { ...props, userType: "Employee" }, opts } : undefined,
      ];
      const parent = new pulumi.ComponentResource("acme:Team", "team", {}, { transformations });
      new ScimUser("ada", ada, { parent });
    });
    expect(user && given(user)).toEqual({ userName: "ada@acme.io", userType: "Employee" });
  });
});

describe("outputs of ScimUser", () => {
  it("resolve from the service's answer, also for attributes that are not managed", async () => {
    let user: ScimUser | undefined;
    await register(() => (user = new ScimUser("ada", ada)), { answers: { ada: { title: "Colleague" } } });
    expect(user && (await valueOf(user.title))).toBe("Colleague");
    expect(user && (await valueOf(user.department))).toBeUndefined();
    expect(user && (await valueOf(user.scimId))).toBe("ada-id");
  });
});

describe("manager", () => {
  const forms: [string, (boss: ScimUser) => ScimUserArgs["manager"], unknown][] = [
    ["a ScimUser", (boss) => boss, "boss-id"],
    ["an id", () => "2819c223", "2819c223"],
    ["a Promise of an id", () => Promise.resolve("2819c223"), "2819c223"],
    ["an Output of an id", (boss) => boss.id, "boss-id"],
    ["an Output of a ScimUser", (boss) => pulumi.output(boss), "boss-id"],
    ["a Promise of a ScimUser", (boss) => Promise.resolve(boss), "boss-id"],
    ["an Output of null", () => pulumi.output(null), null],
    ["an Output of undefined", () => pulumi.output(undefined), undefined],
    ["undefined", () => undefined, undefined],
  ];
  it.each(forms)("takes %s", async (_form, manager, expected) => {
    const all = await register(() => {
      const boss = new ScimUser("boss", { userName: "boss@acme.io" });
      new ScimUser("ada", { ...ada, manager: manager(boss) });
    });
    expect(named(all, "ada").inputs["manager"]).toEqual(expected);
  });

  it.each([
    ["a ScimUser", (boss: ScimUser) => boss],
    ["an Output of a ScimUser", (boss: ScimUser) => pulumi.output(boss)],
  ])("given as %s makes the report depend on the manager", async (_form, manager) => {
    const all = await register(() => {
      const boss = new ScimUser("boss", { userName: "boss@acme.io" });
      new ScimUser("ada", { ...ada, manager: manager(boss) });
    });
    expect(named(all, "ada").dependencies["manager"]).toEqual(["boss"]);
  });

  it("refuses a resource that is not a person", async () => {
    await register(() => {
      const group: unknown = new ScimGroup("board", { displayName: "Board" });
      expect(() => new ScimUser("ada", { ...ada, manager: group as ScimUser })).toThrow(
        'ScimUser "ada": manager takes a ScimUser or an id, but got a resource of another type ' +
          "(pulumi-nodejs:dynamic/scim:Group).",
      );
    });
  });
});

describe("vendor blocks", () => {
  it("turn people into the form that the vendor takes", async () => {
    const all = await register(() => {
      const boss = new ScimUser("boss", { userName: "boss@acme.io" });
      new ScimUser("ada", {
        ...ada,
        leapsome: { additionalManagers: [boss, "kim@acme.io"], level: "3" },
        ironclad: { departmentHead: boss },
        absorb: { userManagementSettings: { isAdmin: true } },
      });
    });
    expect(given(named(all, "ada"))).toEqual({
      userName: "ada@acme.io",
      leapsome: { additionalManagers: ["boss-id", "kim@acme.io"], level: "3" },
      ironclad: { departmentHead: "boss@acme.io" },
      absorb: { userManagementSettings: { isAdmin: true } },
    });
  });
});

describe("secrets", () => {
  it("hide inputs and outputs of the attributes that are personal", async () => {
    const [user] = await register(
      () =>
        new ScimUser("ada", {
          ...ada,
          password: "correct horse",
          addresses: [{ country: "DE" }],
          leapsome: { birthday: "1815-12-10", level: "3" },
          extensions: { "urn:acme:2.0:User": { gender: "f", badge: "42" } },
        }),
    );
    expect(user && given(user)).toEqual({
      userName: "ada@acme.io",
      password: { secret: "correct horse" },
      addresses: { secret: [{ country: "DE" }] },
      leapsome: { birthday: { secret: "1815-12-10" }, level: "3" },
      extensions: { "urn:acme:2.0:User": { gender: { secret: "f" }, badge: "42" } },
    });
    expect(user?.secretOutputs.sort()).toEqual(
      ["__notStoredSecret", "absorb", "addresses", "extensions", "leapsome", "password", "phoneNumbers"].sort(),
    );
  });

  it("follow secretAttributes; the password is always one", async () => {
    const [user] = await register(() => {
      const args: ScimUserArgs = { ...ada, password: "p", title: "CTO", addresses: [{ country: "DE" }] };
      new ScimUser("ada", { ...args, name: { familyName: "Byron" }, secretAttributes: ["title", "name.familyName"] });
    });
    expect(user?.inputs).toMatchObject({
      password: { secret: "p" },
      title: { secret: "CTO" },
      name: { familyName: { secret: "Byron" } },
      addresses: [{ country: "DE" }],
    });
    expect(user?.secretOutputs.sort()).toEqual(["__notStoredSecret", "extensions", "name", "password", "title"]);
  });

  it("are only the password where the list is empty", async () => {
    const [user] = await register(() => new ScimUser("ada", { ...ada, secretAttributes: [] }));
    expect(user?.secretOutputs.sort()).toEqual(["__notStoredSecret", "password"]);
  });

  it("reach into blocks that are known later, hidden whole where they may hold one", async () => {
    const [user] = await register(
      () =>
        new ScimUser("ada", {
          ...ada,
          name: pulumi.output({ familyName: "Byron" }),
          leapsome: pulumi.output({ level: "3" }),
          extensions: { "urn:acme:2.0:User": pulumi.output({ badge: "42" }) },
        }),
    );
    expect(user?.inputs).toMatchObject({
      name: { familyName: "Byron" },
      leapsome: { secret: { level: "3" } },
      extensions: { "urn:acme:2.0:User": { secret: { badge: "42" } } },
    });
  });

  it("add to additionalSecretOutputs that the program gives", async () => {
    const [user] = await register(() => new ScimUser("ada", ada, { additionalSecretOutputs: ["userName"] }));
    expect(user?.secretOutputs).toEqual(expect.arrayContaining(["userName", "password"]));
  });
});

describe("get", () => {
  it("reads by id, with the marker that makes a missing id an error, and hides what is personal", async () => {
    let user: ScimUser | undefined;
    const [read] = await register(() => (user = ScimUser.get("ada", "2819c223")), {
      answers: { ada: { userName: "ada@acme.io" } },
    });
    expect(read).toMatchObject({ type: "pulumi-nodejs:dynamic/scim:User", id: "2819c223" });
    expect(Object.keys(read?.inputs ?? {}).sort()).toEqual(["__get", "__provider"]);
    expect(read?.inputs["__get"]).toBe(true);
    expect(read?.secretOutputs).toContain("phoneNumbers");
    expect(user && (await valueOf(user.userName))).toBe("ada@acme.io");
    expect(user && (await valueOf(user.id))).toBe("2819c223");
  });

  it.each([[undefined], [null], [""]])("refuses the id %p", async (id: unknown) => {
    await register(() => {
      expect(() => ScimUser.get("ada", id as string)).toThrow(
        'ScimUser.get "ada": id is missing. Give the id that the service shows.',
      );
    });
  });
});

describe("lookup", () => {
  it.each([
    ["userName", { userName: "ada@acme.io" }, "lookup:userName=ada%40acme.io"],
    ["externalId", { externalId: "a/b=c d" }, "lookup:externalId=a%2Fb%3Dc%20d"],
    ["email", { email: pulumi.output("ädä@acme.io") }, "lookup:email=%C3%A4d%C3%A4%40acme.io"],
  ])("reads by %s", async (_key, by, id) => {
    const [read] = await register(() => ScimUser.lookup("ada", by));
    expect(read).toMatchObject({ id });
    expect(Object.keys(read?.inputs ?? {})).toEqual(["__provider"]);
  });

  it("gives the real id as id, scimId and manager", async () => {
    let boss: ScimUser | undefined;
    const all = await register(
      () => {
        boss = ScimUser.lookup("boss", { userName: "boss@acme.io" });
        new ScimUser("ada", { ...ada, manager: boss });
      },
      { answers: { boss: { scimId: "2819c223" } } },
    );
    expect(boss && (await valueOf(boss.id))).toBe("2819c223");
    expect(boss && (await valueOf(boss.scimId))).toBe("2819c223");
    expect(named(all, "ada").inputs["manager"]).toBe("2819c223");
  });

  it.each([
    ["no key", {}, "give exactly one of userName, externalId, email; got none."],
    ["an undefined key", { userName: undefined }, "give exactly one of userName, externalId, email; got none."],
    [
      "two keys",
      { userName: "a", email: "b" },
      "give exactly one of userName, externalId, email; got userName and email.",
    ],
    ["an unknown key", { username: "a" }, 'unknown key "username". Did you mean "userName"?'],
  ])("refuses %s", async (_case, by: object, message) => {
    await register(() => {
      expect(() => ScimUser.lookup("boss", by as Parameters<typeof ScimUser.lookup>[1])).toThrow(
        `ScimUser.lookup "boss": ${message}`,
      );
    });
  });
});
