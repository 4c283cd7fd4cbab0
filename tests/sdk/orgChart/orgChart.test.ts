import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { dialectNamed } from "../../../provider/dialects/index.js";
import { OrgChart, type OrgChartArgs, ScimService, ScimUser } from "../../../sdk/index.js";
import { given, named, register, type Registration } from "../registrations.js";

const people = {
  ada: { userName: "ada@acme.io", title: "Engineer", manager: "grace", teams: ["engineering"] },
  grace: { userName: "grace@acme.io", name: { givenName: "Grace" } },
};
const teams = { engineering: { displayName: "Engineering" } };

const kinds = (all: Registration[]) => all.map(({ type, name }) => `${type.split(/[:/]/).at(-1) ?? ""} ${name}`);

async function failure(args: OrgChartArgs): Promise<string> {
  let message = "";
  await register(() => {
    try {
      new OrgChart("acme", args);
    } catch (error) {
      message = error instanceof pulumi.RunError ? error.message : String(error);
    }
  });
  return message;
}

describe("what OrgChart registers", () => {
  it("is one person each, managers first, and one group and one membership for each team", async () => {
    const all = await register(() => new OrgChart("acme", { people, teams }));
    expect(kinds(all).sort()).toEqual([
      "Group acme-engineering",
      "Membership acme-engineering",
      "OrgChart acme",
      "User acme-ada",
      "User acme-grace",
    ]);
    expect(given(named(all, "acme-grace"))).toEqual({
      externalId: "grace",
      userName: "grace@acme.io",
      name: { givenName: "Grace" },
      manager: null,
    });
    expect(given(named(all, "acme-ada"))).toMatchObject({
      externalId: "ada",
      title: "Engineer",
      manager: "acme-grace-id",
    });
    expect(named(all, "acme-ada").dependencies).toEqual({ manager: ["acme-grace"] });
    const [group, membership] = ["Group", "Membership"].map((kind) =>
      all.find(({ type, name }) => type.endsWith(kind) && name === "acme-engineering"),
    );
    expect(group && given(group)).toEqual({
      displayName: "Engineering",
      externalId: "engineering",
    });
    expect(membership && given(membership)).toEqual({ group: "acme-engineering-id", users: ["acme-ada-id"] });
    expect(membership?.deletedWith).toBe("acme-engineering");
  });

  it("sends no externalId to a service that keeps none, or where the program says so", async () => {
    const ironclad = await register(() => {
      const provider = new ScimService("ironclad", {
        endpoint: "https://ironclad.example/scim/v2",
        dialect: "ironclad",
      });
      new OrgChart("acme", { people, teams }, { provider });
    });
    expect("externalId" in given(named(ironclad, "acme-ada"))).toBe(dialectNamed("ironclad")?.user.externalId);
    expect(given(named(ironclad, "acme-ada"))["unsupported"]).toBe("ignore");
    const without = await register(() => new OrgChart("acme", { people, teams, externalId: false }));
    expect("externalId" in given(named(without, "acme-ada"))).toBe(false);
  });

  it("goes to the connection that the component is given", async () => {
    const all = await register(() => {
      const provider = new ScimService("acme-eu", { endpoint: "https://acme.example/scim/v2" });
      new OrgChart("acme", { people, teams }, { provider });
    });
    const children = all.filter(({ type }) => type.startsWith("pulumi-nodejs:"));
    expect(children).toHaveLength(4);
    for (const { provider } of children) expect(provider).toContain("::acme-eu::");
  });

  it("takes policies, and lets the program change a person's arguments", async () => {
    const all = await register(
      () =>
        new OrgChart("acme", {
          people,
          teams,
          adopt: "userName",
          onDelete: "deactivate",
          unsupported: "error",
          transform: (args, { key, manager }) => ({ ...args, nickName: `${key} ${String(manager)}` }),
        }),
    );
    expect(given(named(all, "acme-ada"))).toMatchObject({
      adopt: "userName",
      onDelete: "deactivate",
      unsupported: "error",
      nickName: "ada grace",
    });
  });

  it("looks up managers of another system, and takes one that the program has", async () => {
    const program = () => {
      const boss = new ScimUser("boss", { userName: "boss@acme.io" });
      new OrgChart("acme", {
        people: { ada: { userName: "a", manager: "ceo" }, bob: { userName: "b", manager: boss } },
        lookup: { ceo: { userName: "ceo@parent.example" } },
      });
    };
    const all = await register(program, { answers: { "acme-ceo": { scimId: "7" } } });
    expect(named(all, "acme-ceo").id).toBe("lookup:userName=ceo%40parent.example");
    expect(given(named(all, "acme-bob"))["manager"]).toBe("boss-id");
    expect(given(named(all, "acme-ada"))["manager"]).toBe("7");
  });

  it("gives vendors' blocks the people whom they name by key, who are there before", async () => {
    const all = await register(
      () =>
        new OrgChart("acme", {
          people: {
            ada: {
              userName: "ada@acme.io",
              manager: "grace",
              leapsome: { additionalManagers: ["hop", "ceo"] },
              ironclad: { departmentHead: "grace" },
            },
            grace: { userName: "grace@acme.io", ironclad: { departmentHead: "grace" } },
            hop: { userName: "hop@acme.io" },
          },
          lookup: { ceo: { userName: "ceo@parent.example" } },
          transform: (args, { key }) => ({ ...args, userName: `${key}@acme.eu` }),
        }),
      { answers: { "acme-ceo": { scimId: "7" } } },
    );
    const ada = named(all, "acme-ada");
    expect(given(ada)).toMatchObject({
      manager: "acme-grace-id",
      leapsome: { additionalManagers: ["acme-hop-id", "7"] },
      ironclad: { departmentHead: "grace@acme.eu" },
    });
    expect(ada.dependencies["manager"]).toEqual(["acme-grace"]);
    expect(ada.dependencies["leapsome"]).toContain("acme-hop");
    expect(ada.dependencies["ironclad"]).toEqual(["acme-grace"]);
    const grace = named(all, "acme-grace");
    expect(given(grace)["ironclad"]).toEqual({ departmentHead: "grace@acme.eu" });
    expect(grace.dependencies).toEqual({});
  });

  it("makes leavers inactive by their end, so that nobody is created for it", async () => {
    const left = {
      teams,
      people: { ...people, bob: { userName: "bob@acme.io", status: "leaver" } },
      leavers: "inactive",
    } as const;
    const all = await register(() => new OrgChart("acme", left));
    expect(kinds(all).filter((one) => one.startsWith("User "))).toEqual(["User acme-grace", "User acme-ada"]);
    expect(given(named(all, "acme-ada"))["onDelete"]).toBe("deactivate");
    expect(await failure({ ...left, onDelete: "delete" })).toBe(
      'OrgChart "acme": leavers are to stay inactive, but onDelete is "delete". Leave onDelete out, or give leavers: "end".',
    );
  });

  it("warns of what concerns its own service alone, and of leavers whom the service cannot keep", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation();
    const left = {
      ada: { userName: "ada@acme.io", ironclad: { departmentHead: "bob" }, leapsome: { additionalManagers: ["bob"] } },
      bob: { userName: "bob@acme.io", status: "leaver" },
    };
    const chart = (dialect: string) =>
      register(() => {
        const provider = new ScimService(dialect, { endpoint: "https://x.example/scim/v2", dialect });
        new OrgChart("acme", { people: left, leavers: "inactive" }, { provider });
      });
    try {
      expect(given(named(await chart("ironclad"), "acme-ada"))).not.toHaveProperty("onDelete");
      expect(given(named(await chart("leapsome"), "acme-ada"))["onDelete"]).toBe("deactivate");
      expect(warn.mock.calls.map(([text]) => String(text).replace("warning: [runtime] ", ""))).toEqual([
        'people.ada.ironclad.departmentHead: "bob" is a leaver, but named in ironclad (once); nobody stands in.',
        "Ironclad has no inactive people: leavers end there as the service ends people.",
        'people.ada.leapsome.additionalManagers[0]: "bob" is a leaver, but named in leapsome (once); nobody stands in.',
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  it("leaves out what the service cannot keep, but for what the program sends all the same, and says so once", async () => {
    const warn = jest.spyOn(console, "warn").mockImplementation();
    const odd = {
      ada: { userName: "ada@acme.io", nickName: "A", manager: "grace", name: { givenName: "Ada", middleName: "M" } },
      grace: { userName: "grace@acme.io", costCenter: "7", photos: [{ value: "https://x.example/a", type: "photo" }] },
    };
    const at = (dialect: string) => new ScimService(dialect, { endpoint: "https://x.example/scim/v2", dialect });
    try {
      const leapsome = await register(() => new OrgChart("acme", { people: odd }, { provider: at("leapsome") }));
      expect(given(named(leapsome, "acme-ada"))).toMatchObject({
        name: { givenName: "Ada" },
        manager: "acme-grace-id",
      });
      expect(given(named(leapsome, "acme-ada"))).not.toHaveProperty("nickName");
      expect(given(named(leapsome, "acme-ada"))["name"]).not.toHaveProperty("middleName");
      expect(given(named(leapsome, "acme-grace"))["photos"]).toEqual([{ value: "https://x.example/a" }]);
      expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
        "warning: [runtime] left out, since Leapsome does not keep them: of people name.middleName, nickName, photos.type.",
      ]);
      const sends = { ...odd, ada: { ...odd.ada, ironclad: { sendManager: true } } };
      const ironclad = await register(() => new OrgChart("acme", { people: sends }, { provider: at("ironclad") }));
      expect(given(named(ironclad, "acme-ada"))["manager"]).toBe("acme-grace-id");
      expect(given(named(ironclad, "acme-grace"))).not.toHaveProperty("costCenter");
    } finally {
      warn.mockRestore();
    }
    const refused = await register(
      () => new OrgChart("acme", { people: odd, unsupported: "error" }, { provider: at("leapsome") }),
    );
    expect(given(named(refused, "acme-ada"))).toHaveProperty("nickName");
  });

  it("nests groups where that is asked for", async () => {
    const all = await register(
      () =>
        new OrgChart("acme", {
          people: { ada: { userName: "a", teams: "web" } },
          teams: { all: {}, web: { parent: "all" } },
          nestedTeams: true,
          exclusive: true,
        }),
    );
    const memberships = all.filter(({ type }) => type.endsWith("Membership")).map(given);
    expect(memberships.sort((a, b) => String(a["group"]).localeCompare(String(b["group"])))).toEqual([
      { group: "acme-all-id", users: [], groups: ["acme-web-id"], exclusive: true },
      { group: "acme-web-id", users: ["acme-ada-id"], exclusive: true },
    ]);
  });
});

// The SDK takes a quarter of a megabyte for each resource; the reader alone is tried with more levels.
it.each<[string, number, (index: number) => number]>([
  ["1,000 levels", 1000, (index) => index - 1],
  ["5,000 reports of one person", 5001, () => 0],
])(
  "a chart of %s is declared",
  async (_, count, managerOf) => {
    const keys = Array.from({ length: count }, (_, index) => `p${index}`);
    const manager = (index: number) => (index === 0 ? {} : { manager: `p${managerOf(index)}` });
    const everybody = Object.fromEntries(keys.map((key, index) => [key, { userName: key, ...manager(index) }]));
    const all = await register(() => new OrgChart("acme", { people: everybody }));
    expect(all).toHaveLength(count + 1);
    const managers = new Map(all.map((one) => [one.name, given(one)["manager"]]));
    const expected = keys.slice(1).map((key, index) => [`acme-${key}`, `acme-p${managerOf(index + 1)}-id`] as const);
    expect(expected.filter(([name, manager]) => managers.get(name) !== manager)).toEqual([]);
  },
  120_000,
);

describe("a program", () => {
  it("finds people and groups by key", async () => {
    await register(() => {
      const chart = new OrgChart("acme", { people, teams });
      expect(Object.keys(chart.users)).toEqual(["ada", "grace"]);
      expect(ScimUser.isInstance(chart.users["ada"])).toBe(true);
      expect(Object.keys(chart.groups)).toEqual(["engineering"]);
    });
  });

  it("is told all problems of a file in one message without a stack", async () => {
    const folder = mkdtempSync(join(tmpdir(), "org-"));
    try {
      const file = join(folder, "org.yaml");
      writeFileSync(file, "people:\n  ada: { title: CTO, manager: bob }\n");
      expect(await failure({ file })).toBe(
        [
          `OrgChart "acme": Could not use the org chart ${file}: 2 problems.`,
          `  ${file}:2:8: "ada" has no userName. Fill it, or set domain.`,
          `  ${file}:2:31: the manager "bob" of "ada" is not in the file. Correct the key, add the person, or leave it empty for a root.`,
        ].join("\n"),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is told of people to whom transform gives one userName, before anybody is declared", async () => {
    const three = { Ada: { userName: "1" }, bob: { userName: "2" }, eve: { userName: "3" } };
    const all: Registration[] = [];
    const transform: OrgChartArgs["transform"] = (args, { key }) => ({
      ...args,
      userName: key === "bob" ? "B" : key === "Ada" ? "X@a" : "x@A",
    });
    let message = "";
    all.push(
      ...(await register(() => {
        try {
          new OrgChart("acme", { people: three, transform });
        } catch (error) {
          message = String(error);
        }
      })),
    );
    expect(message).toContain(
      'after transform, people have one userName.\n  the userName "x@A" of "eve" is also that of "Ada".',
    );
    expect(kinds(all)).toEqual(["OrgChart acme"]);
  });

  it("has to say which service a chart of several is for", async () => {
    const services = { leapsome: {}, absorb: {} };
    expect(await failure({ people, teams, services })).toBe(
      'OrgChart "acme": the chart feeds several services. Say which one this is: service: "leapsome" or "absorb".',
    );
    expect(await failure({ people, teams, services, service: "absorb" })).toBe("");
  });
});
