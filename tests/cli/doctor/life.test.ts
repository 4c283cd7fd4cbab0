import { Life, LifeRefusedError } from "../../../cli/doctor/life/life.js";
import { parseDialect } from "../../../provider/dialects/custom.js";
import { type SandboxOptions } from "../../../sandbox/index.js";
import { textOf } from "../../sandbox/page/reader.js";
import {
  ADDRESS,
  between,
  check,
  checksThat,
  company,
  contents,
  type Passing,
  staffed,
  withPatient,
} from "./visits.js";

const life = (acceptLeftover = false): Life => new Life({ userName: ADDRESS, acceptLeftover });

describe("the life of a throw-away person and group", () => {
  it("goes well at a service as the RFC has it, and leaves nothing", () =>
    withPatient({ seed: staffed() }, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const report = await visit({ life: life() });
      expect(checksThat(report, "wrong", "note")).toEqual([]);
      expect(report.leftovers).toEqual([]);
      expect(contents(sandbox)).toBe(before);
      // Two groups of one name are refused by this service; the RFC leaves that open.
      expect(report.dialectObject).toEqual({
        title: new URL(sandbox.url).host,
        group: { lookBeforeCreate: false },
      });
      const seen = report.checks.filter(({ area }) => area.startsWith("life")).map((each) => each.check);
      expect(seen).toEqual(
        expect.arrayContaining(
          "create,find,PATCH,PATCH add,PATCH without a path,PUT,attributes,manager,clear a value,double,rename by PATCH,member in,member out,deactivate,reactivate,delete".split(
            ",",
          ),
        ),
      );
    }));

  it("ironclad, by its own dialect: all as said, nothing left", () =>
    withPatient({ dialect: "ironclad" }, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const report = await visit({ dialect: "ironclad", life: life() });
      expect([checksThat(report, "wrong"), report.leftovers]).toEqual([[], []]);
      expect(report.dialectObject).toEqual({ extends: "ironclad" });
      expect(contents(sandbox)).toBe(before);
    }));

  it.each<[string, string[]]>([
    ["leapsome", ["group", "person"]],
    ["absorb", ["person"]],
  ])("%s, by its own dialect: what stays is named, and the person is inactive", (dialect, kinds) =>
    withPatient(
      { dialect, ...(dialect === "leapsome" ? { leapsome: { rateLimit: false } } : {}) },
      async ({ sandbox, visit }) => {
        const report = await visit({ dialect, life: life(true) });
        expect(checksThat(report, "wrong")).toEqual([]);
        expect(report.dialectObject).toEqual({ extends: dialect });
        expect(report.leftovers.map(({ kind }) => kind)).toEqual(kinds);
        const { Users, Groups } = sandbox.dump();
        const left = [...Groups, ...Users.slice(company().Users.length)].map(({ id }) => id);
        expect(report.leftovers.map(({ id }) => id)).toEqual(left);
        expect(Users.at(-1)).toMatchObject({ userName: ADDRESS, active: false });
        expect(report.leftovers.at(-1)).toMatchObject({
          name: ADDRESS,
          state: expect.stringMatching(/^inactive/) as string,
        });
      },
    ),
  );
});

const leapsome = {
  mediaType: "application/json",
  user: {
    patch: "partialResource",
    putBody: "attributes",
    always: { patch: ["userName"] },
    manager: { write: "string" },
    createManager: false,
    delete: false,
    defaultEnd: "deactivate",
    emptyCreateMeansExists: true,
    idFallsBack: true,
    defaults: { title: "Colleague" },
  },
  group: { put: false, delete: false, always: { patch: ["displayName"] }, missingStatus: [401] },
  members: { list: "scanUsers", remove: "replaceAll", fromAttributes: ["department", "division", "costCenter"] },
  filter: { users: ["userName"] },
};
const ironclad = {
  mediaType: "application/json",
  discovery: false,
  user: {
    externalId: false,
    inactiveIsGone: true,
    patchValues: "string",
    unsupported: { manager: "keeps no manager" },
  },
  group: { patch: "none" },
  members: { remove: "values" },
};
const absorb = {
  mediaType: "application/json",
  user: { delete: false, unsupported: { department: "keeps no department" } },
  group: { supported: false },
  members: { list: "none" },
};
const broken = {
  discovery: false,
  user: { patch: "none", delete: false },
  group: { patch: "none", delete: false },
  filter: { users: [], groups: [] },
};

it("says where members change by PUT alone, and that no dialect has to say it", () =>
  withPatient({ patch: false }, async ({ visit }) => {
    const report = await visit({ life: life(true) });
    for (const name of ["life of a group: member in", "life of a group: member out"])
      expect(check(report, name).seen).toMatch(/^by PUT/);
    expect(check(report, "life of a group: member in").means).toMatch(
      /the provider finds that out .* no dialect says it/,
    );
  }));

describe("an unknown service", () => {
  it.each<[string, SandboxOptions, object]>([
    ["leapsome", { dialect: "leapsome", leapsome: { rateLimit: false } }, leapsome],
    ["absorb", { dialect: "absorb" }, absorb],
    ["ironclad", { dialect: "ironclad" }, ironclad],
    [
      "one without PATCH, filters, versions, discovery and DELETE",
      {
        patch: false,
        filter: false,
        etag: false,
        discovery: "absent",
        maxPageSize: 20,
        hideMembers: "lists",
        faults: [{ match: { method: "DELETE" }, action: { status: 405 } }],
      },
      broken,
    ],
  ])("%s: the object that is found says what it is, fits, and finds itself again", (_, options, object) =>
    withPatient(options, async ({ sandbox, visit }) => {
      const first = await visit({ life: life(true) });
      expect(first.dialectObject).toMatchObject(object);
      expect(parseDialect(first.dialectObject).name).toBe("custom");
      for (const { id } of sandbox.dump().Users.slice(5)) sandbox.remove("Users", textOf(id));
      const second = await visit({ dialect: first.dialectObject, life: life(true) });
      expect(checksThat(second, "wrong")).toEqual([]);
      expect(second.dialectObject).toEqual(first.dialectObject);
      expect(second.requests).toBeLessThan(first.requests);
    }),
  );
});

describe("is refused before anything is written", () => {
  it.each<[string, SandboxOptions, string | undefined, RegExp]>([
    [
      "where somebody has the address",
      { seed: { Users: [{ userName: ADDRESS.toUpperCase() }] } },
      undefined,
      /somebody has that userName/,
    ],
    [
      "where the dialect says that nothing can be deleted",
      { dialect: "leapsome" },
      "leapsome",
      /Leapsome deletes nothing at \/Users.*--accept-leftover/,
    ],
    [
      "where DELETE is refused",
      { faults: [{ match: { method: "DELETE" }, action: { status: 405 } }] },
      undefined,
      /DELETE \/Users\/… is answered 405.*--accept-leftover/,
    ],
    [
      "where groups alone cannot be deleted",
      { faults: [{ match: { method: "DELETE", path: "/Groups" }, action: { status: 501 } }] },
      undefined,
      /it would stay in the service: a group .* 501/,
    ],
  ])("%s", (_, options, dialect, message) =>
    withPatient(options, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const refusal = visit({ life: life(), ...(dialect === undefined ? {} : { dialect }) });
      await expect(refusal).rejects.toThrow(LifeRefusedError);
      await expect(refusal).rejects.toThrow(message);
      expect(contents(sandbox)).toBe(before);
      expect(sandbox.requests().filter(({ method }) => ["POST", "PUT", "PATCH"].includes(method))).toEqual([]);
    }),
  );
});

describe("leaves nothing, whatever happens", () => {
  /** Requests of a whole visit that write. */
  const writes = ["POST", "PATCH", "PUT"] as const;

  it.each(
    writes.flatMap((method) =>
      [1, 2, 3, 4].flatMap((at) => [
        [method, at, "dropped before", { drop: "before" }] as const,
        [method, at, "dropped after", { drop: "after" }] as const,
        [method, at, "answered 500 though done", { status: 500, effect: true }] as const,
        [method, at, "answered without a body", { empty: true }] as const,
      ]),
    ),
  )("%s number %d is %s", (method, at, _, action) =>
    withPatient({ seed: staffed(), faults: [{ at, match: { method }, action }] }, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const report = await visit({ life: life() });
      expect(report.leftovers).toEqual([]);
      expect(contents(sandbox)).toBe(before);
    }),
  );

  it.each([1, 2, 5, 12, 25, 40])("is interrupted at its request number %d", (at) =>
    withPatient({ seed: staffed() }, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const own = life();
      let posted = 0;
      sandbox.watch(({ method }) => {
        if (posted > 0 || method === "POST") posted += 1;
        if (posted === at) own.interrupt();
      });
      const report = await visit({ life: own });
      expect(check(report, "life")).toMatchObject({ verdict: "wrong", seen: "interrupted" });
      expect(report.leftovers).toEqual([]);
      expect(contents(sandbox)).toBe(before);
    }),
  );

  it("somebody who was there before is never taken away, whatever a POST is answered with", () =>
    withPatient({ seed: staffed() }, ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const answered = (passing: Passing): void => {
        if (passing.method !== "POST") return;
        const [first] = sandbox.dump()[passing.url.pathname.endsWith("/Users") ? "Users" : "Groups"];
        passing.body = { ...first };
      };
      return between(sandbox, { answered }, async (endpoint) => {
        const report = await visit({ endpoint, life: life() });
        expect(check(report, "life of a person: create")).toMatchObject({
          verdict: "wrong",
          seen: expect.stringMatching(/somebody who was there before \(id u0\)/) as string,
        });
        // The person whom the answer hid is there, and nobody else is harmed.
        expect(contents(sandbox)).toContain(before.slice(1, before.indexOf('"Everybody"')).trimEnd().slice(0, 400));
        expect(sandbox.requests().filter(({ method, path }) => method === "DELETE" && /\/[ug]0$/.test(path))).toEqual(
          [],
        );
      });
    }));

  it("what stays after a life that broke off is told too", () =>
    withPatient(
      { seed: staffed(), faults: [{ at: 2, match: { method: "PATCH" }, action: { drop: "before" } }] },
      async ({ sandbox, visit }) => {
        sandbox.watch(({ method }) => {
          if (method === "POST") sandbox.fault({ match: { method: "DELETE" }, action: { status: 403 } });
        });
        const report = await visit({ life: life() });
        expect(checksThat(report, "wrong")).toEqual(["life of a person: life", "what is left: leftovers"]);
        expect(report.leftovers).toMatchObject([
          { kind: "person", name: ADDRESS, state: expect.stringMatching(/^inactive/) as string },
        ]);
      },
    ));

  it("what cannot be taken away is told, and is wrong", () =>
    withPatient({ seed: staffed() }, async ({ sandbox, visit }) => {
      const own = life();
      sandbox.watch(({ method }) => {
        if (method === "POST") sandbox.fault({ match: { method: "DELETE" }, action: { status: 403 } });
      });
      const report = await visit({ life: own });
      expect(report.leftovers.map(({ kind }) => kind)).toEqual(["group", "person"]);
      expect(checksThat(report, "wrong")).toContain("what is left: leftovers");
      expect(sandbox.dump().Users.at(-1)).toMatchObject({ userName: ADDRESS, active: false });
    }));
});
