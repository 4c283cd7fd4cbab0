import { hostileServer } from "../provider/scim/support/hostileServer.js";
import { OddService } from "../provider/support/oddService.js";
import { type EngineRun, withProject } from "../support/engineProject.js";
import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, filesWith, onSandbox, program, resourceNamed } from "./scenario.js";

jest.setTimeout(240_000);

const secrets = {
  password: "Sekret-Pa55word",
  later: "Sekret-Pa55word-later",
  phone: "+49-Sekret-1",
  street: "Sekret Street 1",
  birthday: "1815-Sekret",
  title: "Sekret Title",
  byHand: "Sekret Title by hand",
};

it("point 22: secret attributes show nowhere: preview, --json, drift, event log, state, outputs, files, errors", async () => {
  const body = (password: string) => `
    const ada = new ScimUser("ada", { userName: "ada@acme.example", password: "${password}",
      phoneNumbers: [{ value: "${secrets.phone}", type: "work" }], addresses: [{ streetAddress: "${secrets.street}", type: "work" }],
      extensions: { "urn:example:hr": { birthday: "${secrets.birthday}", level: "plain level" } } });
    const bob = new ScimUser("bob", { userName: "bob@acme.example", title: "${secrets.title}", nickName: "plain nick", secretAttributes: ["title"] });
    module.exports = { ada, title: bob.title, phones: ada.phoneNumbers, nick: bob.nickName };`;
  await onSandbox(body(secrets.password), {}, async ({ project, sandbox }) => {
    const texts: string[] = [];
    const keep = (run: EngineRun) => texts.push(run.output);
    const cli = async (...args: string[]) => texts.push((await project.pulumi([...args, "--stack", "test"])).stdout);
    keep(await project.preview({ args: ["--diff"] }));
    await cli("preview", "--json");
    keep(await project.up({ args: ["--diff"] }));
    await cli("stack", "output", "--json");
    await cli("stack", "export");

    sandbox.edit("Users", personIn(sandbox, "bob@acme.example").id, (user) => {
      user["title"] = secrets.byHand;
    });
    sandbox.edit("Users", personIn(sandbox, "ada@acme.example").id, (user) => {
      user["phoneNumbers"] = [{ value: `${secrets.phone}0`, type: "work" }];
    });
    keep(await project.preview({ args: ["--refresh", "--diff"] }));
    await cli("preview", "--refresh", "--json");
    keep(await project.refresh({ args: ["--diff"] }));
    project.write(program(body(secrets.later)));
    const refusals = ["PATCH", "PUT"].map((method) =>
      sandbox.fault({
        match: { method, path: personIn(sandbox, "ada@acme.example").id },
        action: { status: 400, body: { detail: `The password ${secrets.later} is too weak.` } },
      }),
    );
    keep(await project.up({ args: ["--diff"], fails: true }));
    for (const refusal of refusals) refusal.remove();
    keep(await project.up({ args: ["--diff"] }));
    await expectNoChanges(project);
    expect(sandbox.passwordOf(personIn(sandbox, "ada@acme.example").id)).toBe(secrets.later);
    expect(personIn(sandbox, "bob@acme.example")["title"]).toBe(secrets.title);
    await cli("stack", "export");
    keep(await project.destroy({ args: ["--diff"] }));

    expect(texts.join("\n")).toContain("plain nick");
    for (const secret of Object.values(secrets)) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
      // The program itself holds them; what the engine wrote may not.
      expect(filesWith(project.folder, secret).filter((file) => !file.endsWith("index.js"))).toEqual([]);
    }
  });
});

it("points 1 and 2: state holds the constant provider text twice, the password encrypted, and no token", async () => {
  const body = `
    const ada = new ScimUser("ada", { userName: "ada@acme.example", password: "${secrets.password}" });
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("m", { group: team, user: ada });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    for (const [name, handler] of [
      ["ada", "user"],
      ["team", "group"],
      ["m", "membership"],
    ] as const) {
      const text = `exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").${handler}`;
      const { inputs, outputs, type } = await resourceNamed(project, name);
      expect([inputs["__provider"], outputs["__provider"]]).toEqual([text, text]);
      expect(type).toMatch(/^pulumi-nodejs:dynamic\/scim:(User|Group|Membership)$/);
      expect(outputs["__service"]).toBe(sandbox.url);
    }
    const { inputs } = await resourceNamed(project, "ada");
    expect(inputs["password"]).toHaveProperty("ciphertext");
    expect(await project.stateText()).not.toContain(sandbox.token);
  });
});

it("what the service holds in place of a secret is known again by a fingerprint that is encrypted, also after a refresh", async () => {
  const phoneNumbers = [{ value: "spelt by the service" }];
  const service = new OddService({ show: (resource) => ({ ...resource, phoneNumbers }) });
  const server = await hostileServer((response, seen) => {
    service.handle(response, seen);
  });
  const body = `new ScimUser("ada", { userName: "ada@acme.example", phoneNumbers: [{ value: "${secrets.phone}" }] });`;
  try {
    const env = { SCIM_ENDPOINT: server.url, SCIM_TOKEN: "tok-odd" };
    await withProject({ env, program: program(body) }, async (project) => {
      for (const step of ["up", "refresh"] as const) {
        await project[step]();
        const { outputs } = await resourceNamed(project, "ada");
        expect(outputs["__notStored"]).toEqual({ phoneNumbers: "" });
        expect(outputs["__notStoredSecret"]).toHaveProperty("ciphertext");
      }
      await expectNoChanges(project);
      phoneNumbers.push({ value: "by hand" });
      await expect(expectNoChanges(project)).rejects.toThrow();
    });
  } finally {
    await server.close();
  }
});
