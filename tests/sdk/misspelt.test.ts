import * as pulumi from "@pulumi/pulumi";
import { ScimUser } from "../../sdk/index.js";
import { register } from "./registrations.js";

/** What a program with one person warns of, under this configuration and these variables. */
async function warnings(config: Record<string, string>, environment: Record<string, string>): Promise<string[]> {
  const said: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
    said.push(text);
    return Promise.resolve();
  });
  const before = { ...process.env };
  try {
    await register(() => {
      pulumi.runtime.setAllConfig(config);
      Object.assign(process.env, environment);
      for (const name of ["ada", "grace"]) new ScimUser(name, { userName: `${name}@acme.example` });
    });
  } finally {
    process.env = before;
    pulumi.runtime.setAllConfig({});
    warn.mockRestore();
  }
  return said;
}

describe("an option of the default connection that is misspelt", () => {
  it("is warned of once, with the one that was meant", async () => {
    const text = "is no option of a SCIM connection and has no effect. Did you mean";
    const said = await warnings(
      { "scim:maxLeaver": "3", "scim:maxleavers": "3" },
      { SCIM_ENDPONT: "x", SCIM_ALLOW_LEAVER: "1" },
    );
    expect(said).toEqual([
      `scim:maxLeaver ${text} scim:maxLeavers?`,
      `scim:maxleavers ${text} scim:maxLeavers?`,
      `SCIM_ENDPONT ${text} SCIM_ENDPOINT?`,
      `SCIM_ALLOW_LEAVER ${text} SCIM_ALLOW_LEAVERS?`,
    ]);
  });

  it("is not seen in options that exist, in tokens of ScimServices and in what is nobody's", async () => {
    const config = { "scim:maxLeavers": "3", "scim:token": "t", "scim:region": "eu", "org:maxLeaver": "3" };
    const environment = { SCIM_TIMEOUT_SECONDS: "3", SCIM_A_TOKEN: "t", SCIM_CLIEN_TOKEN: "t", SCIM_COLOUR: "red" };
    expect(await warnings(config, { ...environment, SCIM_ALLOW_GONE: "1" })).toEqual([]);
  });
});
