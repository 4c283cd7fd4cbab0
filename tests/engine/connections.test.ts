import { authorizationServer, CLIENT } from "../provider/scim/support/authorizationServer.js";
import { personIn, withSandbox } from "../support/withSandbox.js";
import { withProject } from "../support/engineProject.js";
import { withGate } from "./gate.js";
import { expectNoChanges, filesWith, onSandbox, program, requestsOf, resourceNamed, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

/** An address at which nobody listens: the discard port. */
const NOWHERE = "http://127.0.0.1:9/scim/v2";

it("point 2: serves several ScimServices in one program, each with its own process, address and kind of token", async () => {
  await withSandbox({ token: "first-t0ken-of-eu" }, (eu) =>
    withSandbox({ token: "second-t0ken-by-name" }, (us) =>
      withSandbox({ token: "third-t0ken-in-args" }, (asia) => {
        const body = program(`
          const eu = new ScimService("acme-eu", { endpoint: process.env.EU });
          const us = new ScimService("us", { endpoint: process.env.US, tokenEnv: "US_TOKEN", maxConcurrency: 2, headers: { "x-tenant": "us" } });
          const asia = new ScimService("asia", { endpoint: process.env.ASIA, token: pulumi.secret(process.env.ASIA_TOKEN), timeoutSeconds: 5 });
          for (const [name, provider] of Object.entries({ eu, us, asia })) {
            const user = new ScimUser(name, { userName: name + "@acme.example" }, { provider });
            const group = new ScimGroup(name, { displayName: name }, { provider });
            new ScimMembership(name, { group, users: [user] }, { provider });
          }`);
        const env = {
          EU: eu.url,
          US: us.url,
          ASIA: asia.url,
          SCIM_ACME_EU_TOKEN: eu.token,
          US_TOKEN: us.token,
          ASIA_TOKEN: asia.token,
          // SCIM_* is the default connection's and never reaches an explicit service.
          SCIM_ENDPOINT: NOWHERE,
          SCIM_TOKEN: "wrong",
        };
        return withProject({ program: body, env }, async (project) => {
          await project.up();
          await expectNoChanges(project);
          for (const [name, sandbox] of Object.entries({ eu, us, asia })) {
            expect(sandbox.dump().Users).toHaveLength(1);
            expect(sandbox.dump().Groups).toMatchObject([{ displayName: name, members: [{}] }]);
            expect((await resourceNamedOfType(project, name)).id).toBe(personIn(sandbox, `${name}@acme.example`).id);
            expect(filesWith(project.folder, sandbox.token)).toEqual([]);
          }
          await project.destroy();
          expect([eu, us, asia].map((sandbox) => sandbox.dump())).toEqual(Array(3).fill({ Users: [], Groups: [] }));
        });
      }),
    ),
  );
});

async function resourceNamedOfType(project: Parameters<typeof resourceNamed>[0], name: string) {
  const found = (await project.resources()).find(({ urn }) => urn.endsWith(`scim:User::${name}`));
  if (found === undefined) throw new Error(`The state has no person ${name}.`);
  return found;
}

it("takes the default connection from the stack's configuration, and each part rather from the environment", async () => {
  const token = "t0ken-of-the-stack";
  await withSandbox({ token }, (sandbox) =>
    withProject(
      {
        program: program(`new ScimUser("ada", { userName: "ada@acme.example" });`),
        config: { "scim:endpoint": sandbox.url, "scim:token": { secret: token }, "scim:maxConcurrency": "3" },
      },
      async (project) => {
        await project.up();
        await expectNoChanges(project);
        expect(sandbox.dump().Users).toHaveLength(1);
        expect(filesWith(project.folder, token)).toEqual([]);
        const elsewhere = await project.preview({ env: { SCIM_ENDPOINT: NOWHERE }, fails: true });
        expect(elsewhere.output).toContain(`its id was given by ${sandbox.url}, and the connection now points to`);
        await project.pulumi(["config", "set", "--stack", "test", "scim:endpoint", NOWHERE]);
        await project.destroy({ env: { SCIM_ENDPOINT: sandbox.url, SCIM_TOKEN: token } });
        expect(sandbox.dump().Users).toEqual([]);
      },
    ),
  );
});

describe("a rotated token", () => {
  const body = (args: string) => `
    const acme = new ScimService("acme", { endpoint: process.env.GATE, ${args} });
    new ScimUser("ada", { userName: "ada@acme.example", title: process.env.TITLE }, { provider: acme });`;

  it("point 7: given as an argument, updates the ScimService in place and replaces nobody", async () => {
    await onSandbox(body("token: process.env.TOKEN"), {}, ({ project, sandbox }) =>
      withGate(sandbox, ["t0ken-one"], async (gate) => {
        project.setEnvironment({ GATE: gate.url, TOKEN: "t0ken-one" });
        await project.up();
        gate.tokens.add("t0ken-two");
        project.setEnvironment({ TOKEN: "t0ken-two", TITLE: "Engineer" });
        const writes = await writesOf(sandbox, () => project.up());
        expect(writes).toEqual({ "PATCH /Users/…": 1 });
        gate.tokens.delete("t0ken-one");
        await project.refresh({ args: ["--expect-no-changes"] });

        // Revoked before any run has seen its successor: the refresh still uses the one in state, and says so.
        gate.tokens.clear();
        gate.tokens.add("t0ken-three");
        project.setEnvironment({ TOKEN: "t0ken-three" });
        const stale = await project.preview({ args: ["--refresh"], fails: true });
        expect(stale.output).toMatch(/401|token/);
        await project.up({ args: ["--refresh=false"] });
        await expectNoChanges(project);
        for (const token of ["t0ken-one", "t0ken-two", "t0ken-three"]) {
          expect(filesWith(project.folder, token)).toEqual([]);
          expect(stale.output).not.toContain(token);
        }
      }),
    );
  });

  it("points 7 and 21: in the environment, is seen by refresh and destroy at once, also after one in state was revoked", async () => {
    await onSandbox(body("token: process.env.TOKEN"), {}, ({ project, sandbox }) =>
      withGate(sandbox, ["t0ken-one"], async (gate) => {
        project.setEnvironment({ GATE: gate.url, TOKEN: "t0ken-one" });
        await project.up();
        gate.tokens.clear();
        gate.tokens.add("t0ken-two");
        project.setEnvironment({ TOKEN: undefined, SCIM_ACME_TOKEN: "t0ken-two" });
        await project.refresh({ args: ["--expect-no-changes"] });
        await project.up();
        gate.tokens.clear();
        gate.tokens.add("t0ken-three");
        project.setEnvironment({ SCIM_ACME_TOKEN: "t0ken-three" });
        await project.destroy();
        expect(gate.refused()).toBe(0);
        expect(sandbox.dump().Users).toEqual([]);
      }),
    );
  });
});

describe("a ScimService that is an OAuth client", () => {
  const body = `
    const { TOKEN_URL: tokenUrl, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
    const tokenParameters = { audience: process.env.AUDIENCE };
    const acme = new ScimService("acme", { endpoint: process.env.GATE, tokenUrl, clientId, clientSecret, tokenParameters });
    for (const name of ["ada", "grace"]) new ScimUser(name, { userName: name + "@acme.example" }, { provider: acme });`;

  it("asks for a token in each process, which stands nowhere, nor does the secret; a new secret may come by the environment", async () => {
    const server = await authorizationServer({ expiresIn: 3600 });
    await onSandbox(body, {}, ({ project, sandbox }) =>
      withGate(
        sandbox,
        Array.from({ length: 20 }, (_, n) => `issued-${n + 1}`),
        async (gate) => {
          project.setEnvironment({ GATE: gate.url, TOKEN_URL: server.tokenUrl, CLIENT_ID: CLIENT.clientId });
          project.setEnvironment({ CLIENT_SECRET: CLIENT.clientSecret, AUDIENCE: "acme-audience" });
          const up = await project.up();
          expect(server.asked).toMatchObject([{ audience: "acme-audience" }]);
          expect(sandbox.dump().Users).toHaveLength(2);
          await expectNoChanges(project);

          // The state holds a secret that is revoked: a refresh uses it, unless the environment has the new one.
          project.setEnvironment({ CLIENT_SECRET: "revoked-s3cret" });
          await project.up({ args: ["--refresh=false"] });
          const stale = await project.preview({ args: ["--refresh"], fails: true });
          expect(stale.output).toMatch(/invalid_client.*set SCIM_ACME_CLIENT_SECRET in .*--refresh=false` once/);
          project.setEnvironment({ SCIM_ACME_CLIENT_SECRET: CLIENT.clientSecret });
          await project.refresh({ args: ["--expect-no-changes"] });
          await project.destroy();
          expect(sandbox.dump().Users).toEqual([]);
          expect(gate.refused()).toBe(0);
          for (const text of [CLIENT.clientSecret, "revoked-s3cret", "issued-1", "acme-audience"]) {
            expect(filesWith(project.folder, text)).toEqual([]);
            expect(up.output + stale.output).not.toContain(text);
          }
        },
      ),
    ).finally(server.close);
  });
});

describe("point 19: a changed endpoint", () => {
  it("of the default connection is refused by preview, up, refresh and destroy without a request", async () => {
    const body = `
      const ada = new ScimUser("ada", { userName: "ada@acme.example", title: process.env.TITLE });
      const group = new ScimGroup("team", { displayName: "Team" });
      new ScimMembership("team", { group, users: [ada] });`;
    await onSandbox(body, {}, ({ project, sandbox }) =>
      withSandbox({ token: sandbox.token }, async (other) => {
        await project.up();
        project.setEnvironment({ SCIM_ENDPOINT: other.url });
        for (const run of ["preview", "up", "refresh", "destroy"] as const) {
          const refused = await project[run]({ fails: true });
          expect(refused.output).toContain(
            `its id was given by ${sandbox.url}, and the connection now points to ${other.url}`,
          );
          expect(refused.output).toContain(`movedFrom: "${sandbox.url}"`);
        }
        expect(other.requests()).toEqual([]);
        expect(sandbox.dump()).toMatchObject({ Users: [{}], Groups: [{}] });
      }),
    );
  });

  it("is followed when movedFrom names the old one, after which the option can go", async () => {
    const body = `new ScimUser("ada", { userName: "ada@acme.example", title: process.env.TITLE });`;
    await onSandbox(body, { refreshAlways: true }, ({ project, sandbox }) =>
      withGate(sandbox, [sandbox.token], async (gate) => {
        await project.up();
        const { id } = personIn(sandbox, "ada@acme.example");
        project.setEnvironment({ SCIM_ENDPOINT: gate.url, SCIM_MOVED_FROM: sandbox.url, TITLE: "Engineer" });
        expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });
        expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, title: "Engineer" });
        expect((await resourceNamed(project, "ada")).outputs["__service"]).toBe(gate.url);
        project.setEnvironment({ SCIM_MOVED_FROM: undefined });
        await project.preview({ args: ["--expect-no-changes"] });
      }),
    );
  });

  it("of a ScimService is refused before anybody is looked for at the new one", async () => {
    const body = `
      const acme = new ScimService("acme", { endpoint: process.env.AT, tokenEnv: "SCIM_TOKEN" });
      new ScimUser("ada", { userName: "ada@acme.example" }, { provider: acme });`;
    await onSandbox(body, { refreshAlways: true }, ({ project, sandbox }) =>
      withSandbox({ token: sandbox.token }, async (other) => {
        project.setEnvironment({ AT: sandbox.url });
        await project.up();
        project.setEnvironment({ AT: other.url });
        const reads = await requestsOf(other, async () => {
          expect((await project.preview({ fails: true })).output).toContain("Could not use user ada@acme.example");
          await project.up({ fails: true });
          await project.up({ fails: true });
        });
        expect(reads).toEqual({});
        expect(sandbox.dump().Users).toHaveLength(1);
      }),
    );
  });
});
