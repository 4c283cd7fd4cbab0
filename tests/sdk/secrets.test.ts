import * as pulumi from "@pulumi/pulumi";
import { ReadResourceResponse, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { ScimUser, type ScimUserArgs } from "../../sdk/index.js";
import { given, register } from "./registrations.js";

const ada: ScimUserArgs = { userName: "ada@acme.example" };
const HR = "urn:example:hr:2.0:User";

/** The inputs of one person as they were sent, and the outputs that are hidden. */
async function hidden(args: Partial<ScimUserArgs>) {
  const [user] = await register(() => new ScimUser("ada", { ...ada, ...args }));
  if (user === undefined) throw new Error("nothing was registered");
  const policies = ["userName", "secretAttributes"];
  const inputs = Object.fromEntries(Object.entries(given(user)).filter(([name]) => !policies.includes(name)));
  return { inputs, outputs: user.secretOutputs.sort() };
}

describe("secretAttributes", () => {
  it.each<[string, Partial<ScimUserArgs>, object]>([
    ["emails.value", { emails: [{ value: "a@b" }] }, { emails: { secret: [{ value: "a@b" }] } }],
    ["streetAddress", { addresses: [{ streetAddress: "S" }] }, { addresses: { secret: [{ streetAddress: "S" }] } }],
    [
      `${HR}:salary`,
      { extensions: { [HR]: { salary: 1, a: 2 } } },
      { extensions: { [HR]: { salary: { secret: 1 }, a: 2 } } },
    ],
    [HR, { extensions: { [HR]: { a: 2 } } }, { extensions: { [HR]: { secret: { a: 2 } } } }],
    ["Title", { title: "CTO" }, { title: { secret: "CTO" } }],
    [
      "leapsome.customAttributes.k",
      { leapsome: { level: pulumi.output("3"), customAttributes: pulumi.output({ k: "v" }) } },
      { leapsome: { level: "3", customAttributes: { secret: { k: "v" } } } },
    ],
  ])("%s hides the input", async (name, args, inputs) => {
    expect((await hidden({ ...args, secretAttributes: [name] })).inputs).toEqual(inputs);
  });

  it("hides the output of what may hold it", async () => {
    const { outputs } = await hidden({ secretAttributes: ["emails.value", "adminRoles"] });
    expect(outputs).toEqual(["__notStoredSecret", "absorb", "emails", "extensions", "password"]);
  });

  it("leaves what turns out to be undefined unmanaged, and null null", async () => {
    const { inputs } = await hidden({
      phoneNumbers: pulumi.output(undefined),
      addresses: Promise.resolve(null),
      password: pulumi.output("p"),
      extensions: { [HR]: { birthday: pulumi.output<string | undefined>(undefined), gender: pulumi.output("f") } },
    });
    expect(inputs).toEqual({
      addresses: null,
      password: { secret: "p" },
      extensions: { [HR]: { gender: { secret: "f" } } },
    });
  });
});

describe("the SDK's lines for debugging", () => {
  const urn = (type: string) => `urn:pulumi:test::project::${type}::name`;
  const answer = (type: string) => {
    const object = Struct.fromJavaScript({ password: "Sekret" });
    return [
      new RegisterResourceResponse().setUrn(urn(type)).setObject(object),
      new ReadResourceResponse().setUrn(urn(type)).setProperties(object),
    ].map(String);
  };

  it.each([
    "pulumi-nodejs:dynamic/scim:User",
    "acme:Team$pulumi-nodejs:dynamic/scim:Group",
    "pulumi:providers:pulumi-nodejs",
  ])("show no property of %s", (type) => {
    for (const text of answer(type)) expect(text).toBe(`${urn(type)} (properties not shown)`);
  });

  it("are left alone for resources of other packages", () => {
    for (const text of answer("random:index:RandomPassword")) expect(text).toContain("Sekret");
  });
});
