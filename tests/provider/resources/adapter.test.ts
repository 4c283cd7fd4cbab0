import { adapt } from "../../../provider/resources/adapter.js";
import { GuardError } from "../../../provider/directory/guardError.js";
import { HOST_ECHO, PartialFailure, StepError, quietHost } from "../../../provider/resources/failure.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { user } from "../../../provider/resources/user.js";
import { type Directory } from "../../../provider/directory/directory.js";
import { rejection, withService, type JsonObject } from "../support/service.js";

const TEXT = 'exports.handler=()=>require("pulumi-scim/provider").user';

/** Handlers of which one does something odd. */
const odd = (over: Partial<Handlers>): Handlers => ({ ...group, ...over });

/** The host behind which handlers stand, with a directory that is open. */
function host(handlers: Handlers, directory: Directory) {
  return adapt(
    handlers,
    () => undefined,
    () => directory,
  );
}

/** What a JavaScript object would lose on the way to the engine, or what would make the host never answer. */
function encodable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(encodable);
  if (typeof value === "object" && value !== null) return Object.values(value).every(encodable);
  return ["string", "number", "boolean"].includes(typeof value) || value === null;
}

test("whatever is returned can be encoded: undefined is pruned at every depth", () =>
  withService({}, async ({ directory }) => {
    const sparse: JsonObject = JSON.parse('{"a":null,"b":[],"c":{}}') as JsonObject;
    Object.assign(sparse, {
      gone: undefined,
      list: [{ x: undefined, y: 1 }, undefined],
      deep: { er: { z: undefined } },
    });
    const provider = host(
      odd({
        create: () => Promise.resolve({ id: "1", outs: sparse }),
        update: () => Promise.resolve(sparse),
        read: () => Promise.resolve({ id: "1", props: sparse, inputs: sparse }),
      }),
      directory,
    );
    const pruned = { a: null, b: [], c: {}, list: [{ y: 1 }], deep: { er: {} } };
    expect(await provider.create({})).toEqual({ id: "1", outs: pruned });
    expect(await provider.update?.("1", {}, {})).toEqual({ outs: pruned });
    const seen = await provider.read?.("1", {});
    expect(seen).toEqual({ id: "1", props: pruned, inputs: pruned });
    expect(encodable(seen)).toBe(true);
  }));

test("a read that finds nothing answers with an empty id and empty properties", () =>
  withService({}, async ({ directory }) => {
    expect(await host(user, directory).read?.("nobody", { __provider: TEXT })).toEqual({ id: "", props: {} });
  }));

describe("a partial failure", () => {
  test.each(["create", "update"] as const)(
    "of %s keeps id, reasons and the provider's text, and holds no undefined",
    (step) =>
      withService({}, async ({ directory }) => {
        const broken: JsonObject = { title: "T" };
        Object.assign(broken, { gone: undefined });
        const fail = () => Promise.reject(new PartialFailure("7", broken, ["why"]));
        const provider = host(odd({ create: fail, update: fail }), directory);
        const inputs = { title: "T", __provider: TEXT };
        const error = await rejection(
          step === "create"
            ? Promise.resolve(provider.create(inputs))
            : Promise.resolve(provider.update?.("7", {}, inputs)),
        );
        expect(error).toMatchObject({ id: "7", reasons: ["why"], properties: { title: "T", __provider: TEXT } });
        expect(encodable(Object.values(error))).toBe(true);
      }),
  );

  test("of a real create can be refreshed and deleted from what was kept", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      sandbox.create("Users", { userName: "a@acme.io", title: "T", active: false });
      sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
      const inputs = { userName: "a@acme.io", title: "T", __provider: TEXT };
      const error = await rejection(Promise.resolve(host(user, directory).create(inputs)));
      if (!(error instanceof PartialFailure)) throw error;
      const next = host(user, restart());
      const seen = await next.read?.(error.id, error.properties);
      expect(seen?.id).toBe(error.id);
      await next.delete?.(error.id, seen?.props);
      expect(sandbox.dump().Users).toEqual([]);
    }));
});

test.each([
  ["an Error", new Error("broken", { cause: new Error("below") }), "broken."],
  ["an error of a step", new StepError("Could not do it."), "Could not do it."],
  ["a text", "broken", "broken."],
  ["nothing", undefined, "undefined."],
])("%s that is thrown reaches the engine as one line without a stack", (_, thrown, message) =>
  withService({}, async ({ directory }) => {
    const fail = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever a library throws
      throw thrown;
    };
    const provider = host(
      odd({ create: fail, read: fail, update: fail, delete: fail, diff: fail, check: fail }),
      directory,
    );
    const steps = [
      provider.create({}),
      provider.read?.("1", {}),
      provider.update?.("1", {}, {}),
      provider.delete?.("1", {}),
      provider.diff?.("1", {}, {}),
      provider.check?.({}, {}),
    ];
    for (const step of steps) {
      const error = await rejection(Promise.resolve(step));
      expect(`${String(error)}: ${error.stack ?? ""}`).toBe(`${HOST_ECHO}: ${message}`);
    }
  }),
);

test("that the endpoint is another one than before is said in full once, with both ways out", () =>
  withService({}, async ({ directory }) => {
    const provider = host(user, directory);
    const outs = { userName: "ada@acme.io", __service: "https://other.example/scim/v2", __managed: ["userName"] };
    const said = [];
    for (const id of ["1", "2"]) said.push((await rejection(Promise.resolve(provider.read?.(id, outs)))).message);
    expect(said[0]).toMatch(
      /^Could not use user ada@acme\.io: its id was given by .* set movedFrom: .*; else correct the endpoint/,
    );
    expect(said[1]).toBe("Refused for the same reason; the first error of this kind says more.");
  }));

test("what a guard says of the whole run is given in full once, then in short", () =>
  withService({}, async ({ directory }) => {
    const fail = () => Promise.reject(new GuardError("leavers", "Could not end user a: this run would end 9 people"));
    const provider = host(odd({ delete: fail }), directory);
    const said = await Promise.all(["1", "2"].map(async (id) => rejection(Promise.resolve(provider.delete?.(id, {})))));
    expect(said.map(({ message }) => message)).toEqual([
      "Could not end user a: this run would end 9 people.",
      "Refused for the same reason; the first error of this kind says more.",
    ]);
  }));

test("what the host prints of a step's error is left to the engine, all else is printed", () => {
  const print = jest.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    quietHost();
    const error = new StepError("Could not do it.");
    console.error(`${String(error)}: ${error.stack ?? ""}`);
    expect(print).not.toHaveBeenCalled();
    console.error("from elsewhere: %s", 1);
    expect(print.mock.calls).toEqual([["from elsewhere: %s", 1]]);
  } finally {
    print.mockRestore();
  }
});

describe("without a usable connection", () => {
  const problem = "Could not configure the default SCIM connection: no token: set SCIM_TOKEN.";
  const provider = adapt(
    user,
    () => undefined,
    () => {
      throw new Error(problem);
    },
  );

  test("check fails in preview and says why; nothing else is done", async () => {
    const inputs = { userName: "a@acme.io" };
    expect(await provider.check?.({}, inputs)).toEqual({ inputs, failures: [{ property: "", reason: problem }] });
    const { message } = await rejection(Promise.resolve(provider.create(inputs)));
    expect(message).toBe(problem);
  });
});

test("check names the place in its reason, and no property, since the engine would print that one's value", () =>
  withService({}, async ({ directory }) => {
    const inputs = { userName: "a@acme.io", password: 7, name: { givenname: "A" }, titel: "T" };
    const checked = await host(user, directory).check?.({}, inputs);
    expect(checked?.failures).toEqual([
      { property: "", reason: "name.givenname: givenname is no attribute here; did you mean givenName?" },
      { property: "", reason: "password: must be a text." },
      { property: "", reason: "titel is no attribute here; did you mean title?" },
    ]);
  }));

describe("the process's entry", () => {
  // Each test is a process of its own.
  beforeEach(() => {
    jest.resetModules();
  });
  const configuration = (values: Record<string, string>) => ({
    config: { get: (key: string) => values[key], require: (key: string) => values[key] ?? "" },
  });

  test("says that it was not configured, then what is wrong with its configuration: in full once, then in short", async () => {
    const provider = await import("../../../provider/index.js");
    await expect(provider.user.create({})).rejects.toThrow(/was not configured/);
    await provider.group.configure?.(
      configuration({ "scim:service": "acme", "scim:tokenVariable": "SCIM_ACME_TOKEN" }),
    );
    const reasons: string[] = [];
    for (const kind of [provider.user, provider.group, provider.membership]) {
      const checked = await kind.check?.({}, {});
      reasons.push(checked?.failures?.[0]?.reason ?? "no failure");
    }
    const short = "The SCIM connection cannot be used; the first error of this kind says why.";
    expect(reasons[0]).toMatch(/the ScimService acme: no endpoint: .*; no token: set SCIM_ACME_TOKEN/);
    expect(reasons.slice(1)).toEqual([short, short]);
  });

  test("serves concurrent first calls of all kinds over one connection", () =>
    withService({}, async ({ sandbox, sent }) => {
      const provider = await import("../../../provider/index.js");
      const config = configuration({ "scim:service": "x", "scim:endpoint": sandbox.url, "scim:token": sandbox.token });
      const steps = [provider.user, provider.group].map(async (kind, at) => {
        void kind.configure?.(config);
        return kind.create({ userName: `u${at}@acme.io`, displayName: `d${at}` });
      });
      expect((await Promise.all(steps)).map((made) => typeof made.id)).toEqual(["string", "string"]);
      expect(sent().sort()).toEqual(["GET /Groups", "POST /Groups", "POST /Users"]);
    }));
});
