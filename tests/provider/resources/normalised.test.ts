import { user } from "../../../provider/resources/user.js";
import { isObject, textOf } from "../../../provider/scim/json.js";
import { withOddService } from "../support/oddService.js";
import { Engine, type JsonObject } from "../support/service.js";

const base = { userName: "ada@acme.io" };

describe("a service that stores values in a form of its own", () => {
  interface Case {
    given: JsonObject;
    stores: (value: JsonObject) => JsonObject;
    /** Somebody's change by hand, of what the service stores. */
    edit: JsonObject;
    /** Whether the provider knows the two forms for the same; else it says once that the value was not kept. */
    isKnown: boolean;
  }
  const list = (name: string, each: (value: string, at: number) => JsonObject) => (resource: JsonObject) => {
    const items = resource[name];
    const values = (Array.isArray(items) ? items : []).flatMap((item) =>
      isObject(item) ? [textOf(item["value"]) ?? ""] : [],
    );
    return { ...resource, ...(items === undefined ? {} : { [name]: values.map(each) }) };
  };
  const text = (name: string, change: (value: string) => string) => (resource: JsonObject) => {
    const value = resource[name];
    return typeof value === "string" ? { ...resource, [name]: change(value) } : resource;
  };
  const cases: Record<string, Case> = {
    "e-mail addresses in lower case": {
      given: { emails: [{ value: "Ada@Home.example", type: "home" }] },
      stores: list("emails", (value) => ({ value: value.toLowerCase(), type: "home" })),
      edit: { emails: [{ value: "eve@home.example", type: "home" }] },
      isKnown: true,
    },
    "userName in lower case": {
      given: { userName: "Ada@ACME.io" },
      stores: text("userName", (value) => value.toLowerCase()),
      edit: { userName: "eve@acme.io" },
      isKnown: true,
    },
    "lists in another order, with defaults of its own": {
      given: { emails: [{ value: "b@x.io" }, { value: "a@x.io" }] },
      stores: (resource) => {
        const { emails } = list("emails", (value, at) => ({ value, type: "work", primary: at === 0 }))(resource);
        return { ...resource, ...(Array.isArray(emails) ? { emails: emails.reverse() } : {}), locale: "en" };
      },
      edit: { emails: [{ value: "b@x.io" }, { value: "c@x.io" }] },
      isKnown: true,
    },
    "telephone numbers as URIs": {
      given: { phoneNumbers: [{ value: "+41 (44) 123-45.67", type: "work" }] },
      stores: list("phoneNumbers", (value) => ({ value: `tel:${value.replace(/[^+\d]/g, "")}`, type: "work" })),
      edit: { phoneNumbers: [{ value: "+41441234568", type: "work" }] },
      isKnown: true,
    },
    "an instant in UTC": {
      given: { extensions: { "urn:a:b:c": { since: "2020-01-01T01:00:00+01:00" } } },
      stores: (resource) => {
        const extension = resource["urn:a:b:c"];
        const since = isObject(extension) ? new Date(textOf(extension["since"]) ?? "").toISOString() : undefined;
        return since === undefined ? resource : { ...resource, "urn:a:b:c": { since } };
      },
      edit: { "urn:a:b:c": { since: "2021-01-01T00:00:00Z" } },
      isKnown: true,
    },
    "national telephone numbers as international ones": {
      given: { phoneNumbers: [{ value: "044 123 45 67", type: "work" }] },
      stores: list("phoneNumbers", (value) => ({ value: value.replace(/^0/, "+41").replace(/ /g, ""), type: "work" })),
      edit: { phoneNumbers: [{ value: "+41441234568", type: "work" }] },
      isKnown: false,
    },
    "texts without spaces around them": {
      given: { title: " Engineer " },
      stores: text("title", (value) => value.trim()),
      edit: { title: "Boss" },
      isKnown: false,
    },
    "a day as an instant": {
      given: { extensions: { "urn:a:b:c": { since: "2020-01-01" } } },
      stores: (resource) => {
        const extension = resource["urn:a:b:c"];
        const since = isObject(extension) ? new Date(textOf(extension["since"]) ?? "").toISOString() : undefined;
        return since === undefined ? resource : { ...resource, "urn:a:b:c": { since } };
      },
      edit: { "urn:a:b:c": { since: "2021-01-01T00:00:00Z" } },
      isKnown: false,
    },
    "one address out of two": {
      given: { emails: [{ value: "a@x.io" }, { value: "b@x.io" }] },
      stores: (resource) => {
        const { emails } = resource;
        return Array.isArray(emails) ? { ...resource, emails: emails.slice(0, 1) } : resource;
      },
      edit: { emails: [{ value: "c@x.io" }] },
      isKnown: false,
    },
  };
  test.each(Object.entries(cases))(
    "%s: no difference for ever, but changes by hand are seen and healed",
    (_, { given, stores, edit, isKnown }) =>
      withOddService({ show: stores }, async (service, open, said) => {
        const inputs: JsonObject = { ...base, ...given };
        const engine = new Engine(user, open());
        let state = await engine.create(inputs);
        const settle = async () => {
          for (let run = 0; run < 2; run += 1) {
            engine.directory = open();
            expect(engine.diff(state, inputs)).toBe("none");
            const seen = await engine.refresh(state);
            if (!seen) throw new Error("gone");
            expect(seen.inputs).toEqual(inputs);
            expect(engine.diff(seen, inputs)).toBe("none");
            state = seen;
          }
        };
        const posts = service.lines().filter((line) => !line.startsWith("GET"));
        if (isKnown) expect(posts).toEqual(["POST /Users"]);
        expect(said.filter((line) => line.includes("did not keep it"))).toHaveLength(isKnown ? 0 : 1);
        await settle();
        service.put("Users", { ...service.held(state.id), ...edit });
        engine.directory = open();
        const drifted = await engine.refresh(state);
        if (!drifted) throw new Error("gone");
        expect(engine.diff(drifted, inputs)).not.toBe("none");
        state = await engine.up(drifted, inputs);
        expect(service.held(state.id)).toMatchObject(scimOf(given));
        await settle();
      }),
  );
});

/** What a service is sent for these inputs. */
function scimOf({ extensions, ...rest }: JsonObject): JsonObject {
  return { ...rest, ...(isObject(extensions) ? extensions : {}) };
}
