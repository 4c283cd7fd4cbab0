import { type Json, type JsonObject } from "../../sandbox/index.js";
import { ENT, GROUP, USER, pluck, withSandbox } from "./client.js";

describe("discovery", () => {
  it("lists the resource types with their schemas", () =>
    withSandbox({}, async (call, { url }) => {
      const { body } = await call("GET", "/ResourceTypes");
      expect(body).toMatchObject({ totalResults: 2, itemsPerPage: 2, startIndex: 1 });
      expect(pluck(body["Resources"], "schema")).toBe(`${USER} ${GROUP}`);
      expect((await call("GET", "/ResourceTypes/User")).body).toMatchObject({
        id: "User",
        endpoint: "/Users",
        schemaExtensions: [{ schema: ENT, required: false }],
        meta: { resourceType: "ResourceType", location: `${url}/ResourceTypes/User` },
      });
      expect((await call("GET", "/ResourceTypes/Device")).status).toBe(404);
    }));

  it("gives each listed schema by its URN, in any letter case", () =>
    withSandbox({}, async (call) => {
      const { body } = await call("GET", "/Schemas");
      const schemas = body["Resources"] as JsonObject[];
      expect(schemas).toHaveLength(6);
      for (const schema of schemas) {
        expect((await call("GET", `/Schemas/${schema["id"] as string}`)).body).toEqual(schema);
      }
      expect((await call("GET", `/Schemas/${USER.toUpperCase()}`)).body["id"]).toBe(USER);
      expect((await call("GET", "/Schemas/urn:x")).status).toBe(404);
    }));

  it("describes every attribute with all its characteristics", () =>
    withSandbox({}, async (call) => {
      const { body } = await call("GET", "/Schemas");
      const check = (attribute: Json): void => {
        const { subAttributes, ...rest } = attribute as JsonObject;
        expect(rest).toMatchObject({
          name: expect.any(String) as string,
          description: expect.stringMatching(/\.$/) as string,
          multiValued: expect.any(Boolean) as boolean,
          required: expect.any(Boolean) as boolean,
          caseExact: expect.any(Boolean) as boolean,
          mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/) as string,
          returned: expect.stringMatching(/^(always|never|default|request)$/) as string,
          uniqueness: expect.stringMatching(/^(none|server|global)$/) as string,
        });
        expect((rest["type"] === "complex") === (subAttributes !== undefined)).toBe(true);
        for (const sub of (subAttributes ?? []) as Json[]) check(sub);
      };
      for (const schema of body["Resources"] as JsonObject[])
        for (const each of schema["attributes"] as Json[]) check(each);
    }));

  it("has every attribute of RFC 7643 section 4.1 in the User schema", () =>
    withSandbox({}, async (call) => {
      const { body } = await call("GET", `/Schemas/${USER}`);
      expect(pluck(body["attributes"], "name")).toBe(
        "userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password " +
          "emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates",
      );
    }));

  it("says what the options have made of the service", () =>
    withSandbox({ patch: false, filter: false, sort: false, etag: false, maxPageSize: 7 }, async (call) => {
      expect((await call("GET", "/ServiceProviderConfig")).body).toMatchObject({
        patch: { supported: false },
        bulk: { supported: false },
        filter: { supported: false, maxResults: 7 },
        sort: { supported: false },
        etag: { supported: false },
        changePassword: { supported: true },
        authenticationSchemes: [{ type: "oauthbearertoken" }],
      });
    }));

  it.each(["/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", `/Schemas/${USER}`])(
    "refuses a filter on %s with 403",
    (path) =>
      withSandbox({}, async (call) => {
        expect((await call("GET", `${path}?filter=name%20pr`)).status).toBe(403);
      }),
  );

  it("is open, protected or absent", async () => {
    const statusOf = async (
      discovery: "public" | "protected" | "absent",
      headers: Record<string, string>,
    ): Promise<number> => {
      let status = 0;
      await withSandbox({ discovery }, async (call) => {
        status = (await call("GET", "/Schemas", undefined, headers)).status;
        expect((await call("GET", "/Users", undefined, { Authorization: "" })).status).toBe(401);
      });
      return status;
    };
    expect(await statusOf("public", { Authorization: "" })).toBe(200);
    expect(await statusOf("protected", { Authorization: "" })).toBe(401);
    expect(await statusOf("protected", {})).toBe(200);
    expect(await statusOf("absent", {})).toBe(404);
  });
});
