import * as pulumi from "@pulumi/pulumi";
import { ScimService, type ScimServiceArgs, tokenVariable } from "../../sdk/index.js";
import { register } from "./registrations.js";

describe("ScimService", () => {
  it("is a provider of package pulumi-nodejs whose options are texts, those that can hold secrets secret", async () => {
    const [service] = await register(
      () =>
        new ScimService("acme-eu", {
          endpoint: pulumi.output("https://acme.example/scim/v2"),
          dialect: { name: "acme", page: { users: 50 } },
          token: "t0ken",
          tokenEnv: "ACME_TOKEN",
          username: "ada",
          password: "passw0rd",
          tokenUrl: "https://login.example/token",
          clientId: "acme-client",
          clientSecret: pulumi.output("cl1ent"),
          scopes: ["scim.read", pulumi.output("scim.write")],
          tokenParameters: { audience: "https://acme.example" },
          clientAuthentication: "body",
          caFile: "ca.pem",
          headers: { "x-as-user-email": "a@acme.io", "x-later": pulumi.output("1") },
          maxRequestsPerSecond: 2.5,
          maxConcurrency: 4,
          timeoutSeconds: 10,
          deadlineSeconds: 60,
          maxLeavers: pulumi.output(3),
          unsupported: "ignore",
          movedFrom: "https://old.example/scim/v2",
          allowHttp: false,
        }),
    );
    expect(service?.type).toBe("pulumi:providers:pulumi-nodejs");
    expect(service?.inputs).toEqual({
      "scim:service": "acme-eu",
      "scim:tokenVariable": "SCIM_ACME_EU_TOKEN",
      "scim:endpoint": "https://acme.example/scim/v2",
      "scim:dialect": '{"name":"acme","page":{"users":50}}',
      "scim:token": { secret: "t0ken" },
      "scim:tokenEnv": "ACME_TOKEN",
      "scim:username": { secret: "ada" },
      "scim:password": { secret: "passw0rd" },
      "scim:tokenUrl": "https://login.example/token",
      "scim:clientId": "acme-client",
      "scim:clientSecret": { secret: "cl1ent" },
      "scim:scopes": '["scim.read","scim.write"]',
      "scim:tokenParameters": { secret: '{"audience":"https://acme.example"}' },
      "scim:clientAuthentication": "body",
      "scim:caFile": "ca.pem",
      "scim:headers": { secret: '{"x-as-user-email":"a@acme.io","x-later":"1"}' },
      "scim:maxRequestsPerSecond": "2.5",
      "scim:maxConcurrency": "4",
      "scim:timeoutSeconds": "10",
      "scim:deadlineSeconds": "60",
      "scim:maxLeavers": "3",
      "scim:unsupported": "ignore",
      "scim:movedFrom": "https://old.example/scim/v2",
      "scim:allowHttp": "false",
    });
  });

  it("leaves out what is not given", async () => {
    const [service] = await register(
      () => new ScimService("acme", { endpoint: "https://acme.example", token: undefined, maxLeavers: undefined }),
    );
    expect(Object.keys(service?.inputs ?? {}).sort()).toEqual(["scim:endpoint", "scim:service", "scim:tokenVariable"]);
  });

  it.each([
    ["endpont", 'unknown argument "endpont". Did you mean "endpoint"?'],
    ["maxrequestspersecond", 'unknown argument "maxrequestspersecond". Did you mean "maxRequestsPerSecond"?'],
    ["colour", 'unknown argument "colour". Known are: endpoint, dialect, token,'],
  ])("refuses the argument %s", async (option, message) => {
    await register(() => {
      const args = { endpoint: "https://acme.example", [option]: "x" };
      expect(() => new ScimService("acme", args)).toThrow(`ScimService "acme": ${message}`);
    });
  });

  it("never shows the value of an argument that it refuses", async () => {
    await register(() => {
      const args: ScimServiceArgs & Record<string, unknown> = { endpoint: "https://acme.example", tokne: "s3cret" };
      expect(() => new ScimService("acme", args)).toThrow(/^((?!s3cret).)*$/s);
    });
  });
});

describe("tokenVariable", () => {
  it.each([
    ["leapsome", "SCIM_LEAPSOME_TOKEN"],
    ["acme-eu", "SCIM_ACME_EU_TOKEN"],
    ["acme.eu 2", "SCIM_ACME_EU_2_TOKEN"],
    ["straße", "SCIM_STRA_E_TOKEN"],
  ])("of %s is %s", (name, expected) => {
    expect(tokenVariable(name)).toBe(expected);
  });
});
