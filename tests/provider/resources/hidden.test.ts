import { inspect } from "node:util";
import { adapt } from "../../../provider/resources/adapter.js";
import { PartialFailure, StepError } from "../../../provider/resources/failure.js";
import { marked, withoutSecrets } from "../../../provider/resources/hidden.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject, rejection, withService } from "../support/service.js";

const SIGNATURE = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const HR = "urn:example:hr:2.0:User";

describe("inputs that a refresh reports", () => {
  it("carry Pulumi's mark of a secret where the program's side puts it", () => {
    expect(
      marked({
        userName: "ada",
        password: "p",
        phoneNumbers: [{ value: "1" }],
        addresses: null,
        leapsome: { birthday: "1815", level: "3" },
        extensions: { [HR]: { gender: "f", level: "3" } },
      }),
    ).toEqual({
      userName: "ada",
      password: { ...SIGNATURE, value: "p" },
      phoneNumbers: { ...SIGNATURE, value: [{ value: "1" }] },
      addresses: null,
      leapsome: { birthday: { ...SIGNATURE, value: "1815" }, level: "3" },
      extensions: { [HR]: { gender: { ...SIGNATURE, value: "f" }, level: "3" } },
    });
  });

  it("follow the list that they hold", () => {
    const secretAttributes = ["title", HR];
    expect(marked({ title: "CTO", addresses: [], extensions: { [HR]: { level: "3" } }, secretAttributes })).toEqual({
      title: { ...SIGNATURE, value: "CTO" },
      addresses: [],
      extensions: { [HR]: { ...SIGNATURE, value: { level: "3" } } },
      secretAttributes,
    });
  });

  it("of a value that came where nothing was are marked too", () =>
    withService({}, async ({ sandbox, directory }) => {
      const provider = adapt(
        user,
        () => undefined,
        () => directory,
      );
      const inputs = { userName: "a@acme.example", nickName: null, secretAttributes: ["nickName"] };
      const made: { id: string; outs?: JsonObject } = await provider.create(inputs);
      sandbox.edit("Users", made.id, (person) => {
        person["nickName"] = "by hand";
      });
      const seen = await provider.read?.(made.id, made.outs);
      expect(seen?.inputs).toMatchObject({ nickName: { ...SIGNATURE, value: "by hand" } });
      expect(seen?.props).toMatchObject({ nickName: "by hand" });
    }));
});

describe("a message", () => {
  const properties = [
    {
      password: "Pa55 <word>",
      phoneNumbers: [{ value: "+49 30 1", type: "work" }],
      addresses: [{ streetAddress: "Street 1\nYard", country: "DE" }],
      extensions: { [HR]: { birthday: "1815-12-10", gender: "male", salary: 123456.5, level: "senior" } },
      secretAttributes: ["password", "birthday", "gender", "addresses", "phoneNumbers", "emails", "salary"],
      emails: [{ value: "Ada.Private@home.example", type: "home" }],
    },
  ];
  it.each([
    ["birthday 1815-12-10T00:00:00Z is no date", "birthday [hidden]T00:00:00Z is no date"],
    ["male is unknown to females", "[hidden] is unknown to females"],
    ["at work, senior, DE", "at work, senior, DE"],
    ["Street 1 Yard or %2b49%2030%201", "[hidden] or [hidden]"],
    ["Pa55 &lt;word&gt; is too weak", "[hidden] is too weak"],
    ["ada.private@home.example is taken", "[hidden] is taken"],
    ["MALE is no gender", "[hidden] is no gender"],
    ["a salary of 123456.5 is too much", "a salary of [hidden] is too much"],
    ["it ends with ada.private@ho…", "it ends with [hidden]…"],
    ["it ends with 1815-12-…", "it ends with [hidden]…"],
    ["it ends with 18… and goes on", "it ends with 18… and goes on"],
  ])("%j becomes %j", (text, shown) => {
    expect(withoutSecrets(text, properties)).toBe(shown);
  });

  it("of an error holds no secret attribute, neither of what is wanted nor of what was", () =>
    withService({}, async ({ directory }) => {
      const title = (text: string) => ({ title: text, secretAttributes: ["title"] });
      const both = "neither Sekret-1 nor Sekret-2";
      const fail = (error: Error) => () => Promise.reject(error);
      const step = adapt(
        { ...user, update: fail(new StepError(both)) },
        () => undefined,
        () => directory,
      );
      const partial = adapt(
        { ...user, update: fail(new PartialFailure("7", {}, [both])) },
        () => undefined,
        () => directory,
      );
      for (const provider of [step, partial]) {
        const error = await rejection(Promise.resolve(provider.update?.("7", title("Sekret-1"), title("Sekret-2"))));
        expect(error.message).toBe("neither [hidden] nor [hidden]");
        expect(inspect(error)).not.toContain("Sekret");
      }
    }));

  it("that refuses somebody who is there shows nothing of them that the program calls secret", () =>
    withService({}, async ({ sandbox, directory }) => {
      const other = { userName: "sekret-name@acme.example", externalId: "Sekret-key", title: "there" };
      sandbox.create("Users", other);
      const provider = adapt(
        user,
        () => undefined,
        () => directory,
      );
      const inputs = { userName: "SEKRET-NAME@acme.example", externalId: "Sekret-mine", title: "ours" };
      const reasons = async (secretAttributes: string[]) =>
        (await rejection(provider.create({ ...inputs, secretAttributes }))).message;
      expect(await reasons([])).toContain("sekret-name@acme.example");
      const hidden = await reasons(["userName", "externalId"]);
      expect(hidden).toMatch(/\(id [^ ]+\) carries another externalId/);
      expect(hidden).not.toMatch(/sekret/i);
    }));

  it("that Node prints of an uncaught error shows no properties", () => {
    const error = new PartialFailure("7", { password: "Sekret" }, ["why"]);
    expect(inspect(error, { depth: 9 })).not.toContain("Sekret");
    expect(error.properties).toEqual({ password: "Sekret" });
  });

  it("of check repeats no value of a secret attribute", () =>
    withService({}, async ({ directory }) => {
      const provider = adapt(
        user,
        () => undefined,
        () => directory,
      );
      const inputs = { userName: "a@acme.example", emails: [{ value: "no address" }] };
      const reasonOf = async (more: { secretAttributes?: string[] }) =>
        (await provider.check?.({}, { ...inputs, ...more }))?.failures?.map(({ reason }) => reason).join();
      expect(await reasonOf({})).toContain('emails[0].value: "no address" is no e-mail address');
      expect(await reasonOf({ secretAttributes: ["emails.value"] })).toContain('emails[0].value: "[hidden]" is no');
    }));
});
