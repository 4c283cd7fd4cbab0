import { group } from "../../../provider/resources/group.js";
import { isLookup } from "../../../provider/resources/lookup.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { idOf } from "../../../provider/scim/json.js";
import {
  dialectWith,
  Engine,
  held,
  membersOf,
  planted,
  rejection,
  withService,
  type JsonObject,
} from "../support/service.js";
import { json } from "../scim/support/hostileServer.js";
import { withOddService } from "../support/oddService.js";

const ada = { userName: "ada@acme.io", title: "Engineer" };

describe("the end of a person", () => {
  test.each([
    ["by default", {}, "DELETE"],
    ['onDelete "delete"', { onDelete: "delete" }, "DELETE"],
    ['onDelete "deactivate"', { onDelete: "deactivate" }, "PATCH"],
    ['onDelete "retain"', { onDelete: "retain" }, undefined],
  ])("%s", (_, policy: JsonObject, method) =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...ada, ...policy });
      engine.directory = restart();
      sandbox.clearRequests();
      await engine.delete(state);
      const writes = sandbox.requests().filter((request) => request.method !== "GET");
      expect(writes.map((request) => request.method)).toEqual(method === undefined ? [] : [method]);
      expect(sandbox.dump().Users.map(({ active }) => active)).toEqual(
        method === "DELETE" ? [] : [method === undefined],
      );
      // Once more, as after a crash: what is gone is done.
      for (const { id } of sandbox.dump().Users) if (typeof id === "string") sandbox.remove("Users", id);
      await engine.delete(state);
    }),
  );

  test("is deactivation by PUT where there is no PATCH", () =>
    withService({ patch: false }, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...ada, onDelete: "deactivate" });
      engine.directory = restart();
      await engine.delete(state);
      expect(held(sandbox, state.id)).toMatchObject({ ...ada, active: false });
    }));

  test("is deactivation by default where the dialect says so, also where the inactive are hidden", () =>
    withOddService(
      {
        show: (resource) => resource,
        answer: ({ method, id }, response, service) => {
          const hidden = method === "GET" && id !== undefined && service.held(id)["active"] === false;
          if (hidden) response.writeHead(404).end();
          return hidden;
        },
        patchStatus: 204,
      },
      async (service, open) => {
        service.put("Users", { id: "a", ...ada, active: true });
        const directory = open({ dialect: dialectWith({ user: { defaultEnd: "deactivate", inactiveIsGone: true } }) });
        await new Engine(user, directory).delete({ id: "a", inputs: {}, outs: ada });
        expect(service.held("a")["active"]).toBe(false);
      },
    ));

  test.each([200, 202, 204, 404, 410])("is done when the service answers %i", (status) =>
    withOddService(
      {
        answer: ({ method, id = "" }, response, service) => {
          if (method !== "DELETE") return false;
          service.Users.delete(id);
          if (status === 204) response.writeHead(status).end();
          else json(response, status, { id });
          return true;
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", userName: "a@acme.io" });
        await new Engine(user, open()).delete({ id: "a", inputs: {}, outs: { userName: "a@acme.io" } });
        expect(service.lines()).toEqual(["DELETE /Users/a"]);
        expect(service.Users.size).toBe(0);
      },
    ),
  );

  test.each([405, 501])("by DELETE, which the service does not have (%i), is refused with the way out", (status) =>
    withOddService(
      {
        answer: ({ method }, response) => {
          if (method === "DELETE") json(response, status, {});
          return method === "DELETE";
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", userName: "a@acme.io" });
        const step = new Engine(user, open()).delete({ id: "a", inputs: {}, outs: { userName: "a@acme.io" } });
        expect((await rejection(step)).message).toMatch(/onDelete: "deactivate" \(or "retain"\), run `pulumi up`/);
        expect(service.Users.size).toBe(1);
      },
    ),
  );

  test("that the service takes and does not carry out is an error", () =>
    withOddService(
      {
        apply: () => undefined,
        answer: ({ method }, response) => {
          if (method === "PUT") response.writeHead(501).end();
          return method === "PUT";
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", ...ada, active: true });
        const step = new Engine(user, open()).delete({ id: "a", inputs: {}, outs: { ...ada, onDelete: "deactivate" } });
        expect((await rejection(step)).message).toMatch(/Could not end user ada@acme\.io: .*still active/);
      },
    ));

  test("leaves alone whom another resource of the run holds: created, adopted, compared, updated or looked up", () =>
    withService({}, async ({ sandbox, directory, restart, sent, said }) => {
      const first = new Engine(user, directory);
      const old = await first.create(ada);
      const renamed = { ...ada };
      const adopting = new Engine(user, restart());
      const again = await adopting.create(renamed);
      expect(again.id).toBe(old.id);
      sent();
      await adopting.delete(old);
      expect(sent()).toEqual([]);
      expect(said.join()).toMatch(/user ada@acme\.io stays in the service: another resource/);
      // The next run compares the new resource before it deletes the left-over.
      const next = new Engine(user, restart());
      expect(next.diff(again, renamed)).toBe("none");
      await next.delete(old);
      // A look-up under another name.
      const looking = new Engine(user, restart());
      await looking.refresh({ ...old, id: "lookup:userName=ada%40acme.io", outs: {} });
      sent();
      await looking.delete(old);
      expect(sent()).toEqual([]);
      expect(sandbox.dump().Users).toHaveLength(1);
      // A refresh alone holds nobody.
      const last = new Engine(user, restart());
      await last.refresh(old);
      user.diff(last.directory, old.id, old.outs, old.inputs);
      await last.delete(old);
      expect(sandbox.dump().Users).toHaveLength(0);
    }));
});

test("somebody who was looked up may be adopted by a resource of the same program, whichever comes first", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const made = await new Engine(user, directory).create(ada);
    const lookup = { ...made, id: "lookup:userName=ada%40acme.io", outs: {} };
    for (const looksFirst of [true, false]) {
      const engine = new Engine(user, restart());
      if (looksFirst) await engine.refresh(lookup);
      expect((await engine.create(ada)).id).toBe(made.id);
      if (!looksFirst) await engine.refresh(lookup);
      await expect(engine.create(ada)).rejects.toThrow("another resource");
    }
    expect(sandbox.dump().Users).toHaveLength(1);
  }));

test("the end of a group deletes it, or leaves it where groups cannot be deleted", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(group, directory);
    const [one, two] = [await engine.create({ displayName: "one" }), await engine.create({ displayName: "two" })];
    engine.directory = restart();
    await engine.delete(one);
    engine.directory = restart({ dialect: dialectWith({ group: { delete: false } }) });
    await engine.delete(two);
    expect(sandbox.dump().Groups.map(({ displayName }) => displayName)).toEqual(["two"]);
  }));

describe("an id of another service", () => {
  const elsewhere = { ...ada, __service: "https://old.example/scim/v2", __managed: ["userName", "title"] };

  test("is refused before any request, by read, diff, update and delete", () =>
    withService({}, async ({ directory, sent }) => {
      const state = { id: "a", inputs: ada, outs: elsewhere };
      const engine = new Engine(user, directory);
      const refused =
        /its id was given by https:\/\/old\.example\/scim\/v2.*movedFrom: "https:\/\/old\.example\/scim\/v2"/;
      await expect(engine.refresh(state)).rejects.toThrow(refused);
      expect(() => engine.diff(state, ada)).toThrow(refused);
      await expect(user.update(directory, "a", elsewhere, ada)).rejects.toThrow(refused);
      await expect(engine.delete(state)).rejects.toThrow(refused);
      expect(sent()).toEqual([]);
    }));

  test("of a group and of a membership is refused too", () =>
    withService({}, async ({ directory, sent }) => {
      const outs = { __service: "https://old.example/scim/v2", __managed: ["displayName"] };
      const team = { id: "t", inputs: { displayName: "T" }, outs: { displayName: "T", ...outs } };
      const set = { id: "t", inputs: { group: "t", users: ["a"] }, outs: { group: "t", users: ["a"], ...outs } };
      const refused = /its id was given by https:\/\/old\.example\/scim\/v2/;
      for (const [handlers, state] of [[group, team] as const, [membership, set] as const]) {
        const engine = new Engine(handlers, directory);
        await expect(engine.refresh(state)).rejects.toThrow(refused);
        expect(() => engine.diff(state, state.inputs)).toThrow(refused);
        await expect(handlers.update(directory, "t", state.outs, state.inputs)).rejects.toThrow(refused);
        await expect(engine.delete(state)).rejects.toThrow(refused);
      }
      expect(sent()).toEqual([]);
    }));

  const moved = { connection: { movedFrom: "https://old.example/scim/v2" } };

  test("is ours where movedFrom names it, and is written anew", () =>
    withService(moved, async ({ sandbox, directory }) => {
      sandbox.create("Users", { id: "a", ...ada });
      const engine = new Engine(user, directory);
      const seen = await engine.refresh({ id: "a", inputs: ada, outs: elsewhere });
      expect(seen?.outs["__service"]).toBe(sandbox.url);
      expect(seen && engine.diff(seen, ada)).toBe("none");
    }));

  test("is written anew by the first up, without a refresh and a request, so that movedFrom may go; and is ended", () =>
    withService(moved, async ({ sandbox, directory, restart, sent }) => {
      sandbox.create("Users", { id: "a", ...ada });
      const engine = new Engine(user, directory);
      const state = { id: "a", inputs: ada, outs: elsewhere };
      expect(engine.diff(state, ada)).toBe("hidden");
      const now = await engine.up(state, ada);
      expect(sent()).toEqual([]);
      const later = new Engine(user, restart({ movedFrom: undefined }));
      expect(later.diff(now, ada)).toBe("none");
      await new Engine(user, restart()).delete(state);
      expect(sandbox.dump().Users).toEqual([]);
    }));

  test("of a membership and a group is written anew likewise", () =>
    withService(moved, async ({ sandbox, directory, restart }) => {
      const old = { __service: "https://old.example/scim/v2" };
      const userId = planted(sandbox, "Users", ada);
      const first = await new Engine(group, directory).create({ displayName: "T" });
      const set = await new Engine(membership, directory).create({ group: first.id, users: [userId] });
      for (const [handlers, state] of [[group, first] as const, [membership, set] as const]) {
        const before = { ...state, outs: { ...state.outs, ...old } };
        const engine = new Engine(handlers, restart());
        expect((await engine.refresh(before))?.outs["__service"]).toBe(sandbox.url);
        expect(engine.diff(before, state.inputs)).toBe("hidden");
        expect((await engine.up(before, state.inputs)).outs["__service"]).toBe(sandbox.url);
      }
      expect(membersOf(sandbox, first.id)).toEqual([userId]);
    }));
});

describe("get", () => {
  test("of an id that is not there is an error; of one that is there shows all, and leaves no marker", () =>
    withService({}, async ({ sandbox, directory, sent }) => {
      const id = planted(sandbox, "Users", { ...ada, manager: "x", active: false });
      sent();
      const seen = await user.read(directory, id, { __get: true });
      expect(seen).toMatchObject({ id, props: { ...ada, active: false } });
      expect(seen).not.toHaveProperty("inputs");
      expect(seen.props).not.toHaveProperty("__get");
      await expect(user.read(directory, "nobody", { __get: true })).rejects.toThrow(
        /Could not get the user with id nobody: \S+ has none/,
      );
      expect(await user.read(directory, "nobody", seen.props ?? {})).toEqual({});
    }));
});

describe("a look-up", () => {
  const people = [
    { userName: "ada@acme.io", externalId: "E-1", emails: [{ value: "ada@home.example" }] },
    { userName: "eve@acme.io", emails: [{ value: "both@x.example" }] },
    { userName: "bob@acme.io", emails: [{ value: "both@x.example" }], active: false },
  ];
  test.each([
    ["userName=ADA%40acme.io", "ada@acme.io"],
    ["externalId=E-1", "ada@acme.io"],
    ["email=ada%40home.example", "ada@acme.io"],
    ["userName=nobody", /user whose userName is nobody: \S+ has nobody of that userName/],
    ["externalId=e-1", /nobody of that externalId/],
    ["email=both%40x.example", /there are 2 \(ids \S+, \S+\)/],
    ["userName=bob%40acme.io", /inactive \(id \S+\)/],
    ["title=x", /look-ups go by userName, externalId, email/],
    ["userName=%E0%A4%A", /nobody of that userName/],
  ])("%s", (query, outcome) =>
    withService({ seed: { Users: people } }, async ({ sandbox, directory, sent }) => {
      expect(isLookup(`lookup:${query}`)).toBe(true);
      const step = user.read(directory, `lookup:${query}`, {});
      if (typeof outcome === "string") {
        const { id, props } = await step;
        expect(id).toBe(`lookup:${query}`);
        expect(props?.["userName"]).toBe(outcome);
        expect(held(sandbox, idOf({ id: props?.["scimId"] ?? "" }) ?? "")["userName"]).toBe(outcome);
        expect(sent()).toEqual(["GET /Users"]);
      } else expect((await rejection(step)).message).toMatch(outcome);
    }),
  );

  test("finds through pages where filters are refused", () =>
    withService({ filter: false, defaultPageSize: 2, seed: { Users: people } }, async ({ directory }) => {
      const { props } = await user.read(directory, "lookup:externalId=E-1", {});
      expect(props?.["userName"]).toBe("ada@acme.io");
    }));
});
