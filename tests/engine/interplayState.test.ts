import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, membersOf, onSandbox, program, requestsOf, writesOf } from "./scenario.js";

jest.setTimeout(400_000);

const urn = (kind: string, name: string, stack = "test") =>
  `urn:pulumi:${stack}::engine-test::pulumi-nodejs:dynamic/scim:${kind}::${name}`;

const company = (name = "ada", options = "") => `
  const ceo = new ScimUser("ceo", { userName: "ceo@acme.example", externalId: "1" });
  const ada = new ScimUser("${name}", { userName: "ada@acme.example", externalId: "2", manager: ceo }, { ${options} });
  const team = new ScimGroup("team", { displayName: "Team", externalId: "t" });
  new ScimMembership("team", { group: team, users: [ceo, ada] });`;

it("state rename beside a new name in the program sends nothing and ends nobody", async () => {
  await onSandbox(company(), {}, async ({ project, sandbox }) => {
    await project.up();
    const requests = await requestsOf(sandbox, async () => {
      await project.pulumi(["state", "rename", urn("User", "ada"), "lovelace", "--stack", "test", "--yes"]);
      project.write(program(company("lovelace")));
      expect((await project.up()).changes).toEqual({});
    });
    expect(requests).toEqual({});
    await expectNoChanges(project);
  });
});

it("state delete forgets a person who stays in the service; the next up adopts them by externalId", async () => {
  await onSandbox(company(), {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    const forget = ["state", "delete", urn("User", "ada"), "--stack", "test", "--yes"];
    const forgotten = await requestsOf(sandbox, async () => {
      const { stderr } = await project.pulumi(forget, { fails: true });
      expect(stderr).toContain("--target-dependents"); // the membership names her
      await project.pulumi([...forget, "--target-dependents"]);
    });
    expect(forgotten).toEqual({});
    const writes = await writesOf(sandbox, async () => {
      expect((await project.up()).changes).toEqual({ create: 2 });
    });
    expect(writes).toEqual({ "POST /Users": 1 }); // answered with 409
    expect(personIn(sandbox, "ada@acme.example").id).toBe(id);
    expect(membersOf(sandbox, "Team")).toHaveLength(2);
    expect(sandbox.dump().Users).toHaveLength(2);
    await expectNoChanges(project);
  });
});

it("state unprotect lets somebody go who was protected", async () => {
  await onSandbox(company("ada", "protect: true"), {}, async ({ project, sandbox }) => {
    await project.up();
    const refused = await writesOf(sandbox, async () => {
      // Its preview refuses; with --skip-preview whoever is not protected would be ended before that.
      const { stdout, stderr } = await project.pulumi(["destroy", "--yes", "--stack", "test"], { fails: true });
      expect(stdout + stderr).toContain("protect");
    });
    expect(refused).toEqual({});
    await project.pulumi(["state", "unprotect", urn("User", "ada"), "--stack", "test", "--yes"]);
    await project.destroy();
    expect(sandbox.dump().Users).toEqual([]);
  });
});

it("state move brings people into another stack of the same service without a request", async () => {
  const body = `
    if (pulumi.getStack() === "test") { new ScimUser("ceo", { userName: "ceo@acme.example" }); }
    if (pulumi.getStack() === (process.env.ADA ?? "test")) new ScimUser("ada", { userName: "ada@acme.example", title: "Engineer" });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    await project.pulumi(["stack", "init", "second"]);
    const requests = await requestsOf(sandbox, async () => {
      await project.pulumi(["state", "move", "--source", "test", "--dest", "second", "--yes", urn("User", "ada")]);
      project.setEnvironment({ ADA: "second" });
      await project.preview({ args: ["--expect-no-changes"] });
      await project.pulumi(["preview", "--expect-no-changes", "--stack", "second"]);
      await project.pulumi(["up", "--yes", "--skip-preview", "--stack", "second"]);
      await project.up();
    });
    expect(requests).toEqual({});
    await project.pulumi(["preview", "--refresh", "--expect-no-changes", "--stack", "second"]);
    expect(sandbox.dump().Users).toHaveLength(2);
  });
});
