import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, withService, type JsonObject, type State } from "../support/service.js";

const BADGE = "urn:acme:params:scim:schemas:badge:1.0:User";

const full: JsonObject = {
  userName: "Ada.Lovelace@acme.io",
  externalId: "E-1",
  name: { givenName: "Ada", familyName: "Lovelace", honorificPrefix: null },
  displayName: "Ada Lovelace",
  title: "Engineer",
  nickName: null,
  active: true,
  emails: [
    { value: "Ada.Lovelace@acme.io", type: "work", primary: true },
    { value: "ada@home.example", type: "home" },
  ],
  phoneNumbers: [],
  roles: [{ value: "admin" }],
  department: "Research",
  manager: null,
  extensions: { [BADGE]: { badge: "42", since: "2020-01-01T00:00:00Z" } },
};

async function created(engine: Engine, inputs: JsonObject = full): Promise<State> {
  return engine.create(inputs);
}

test("creates a person with one POST and reports no difference afterwards, with and without a refresh", () =>
  withService({}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const state = await created(engine);
    expect(sent()).toEqual(["POST /Users"]);
    expect(engine.diff(state, full)).toBe("none");
    engine.directory = restart();
    const seen = await engine.refresh(state);
    expect(seen && engine.diff(seen, full)).toBe("none");
    expect(seen?.inputs).toEqual(state.inputs);
    expect(held(sandbox, state.id)).toMatchObject({ title: "Engineer", [ENTERPRISE_USER]: { department: "Research" } });
  }));
