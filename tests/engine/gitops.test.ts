import { personIn } from "../support/withSandbox.js";
import { startGitHub } from "./gitops/forges.js";
import { digestIn, expectCode, expectDone, noteOf, peopleIn, withCompany } from "./gitops/company.js";
import { ENTERPRISE, membersOf, writesOf } from "./scenario.js";

jest.setTimeout(580_000);

const joiner = `  grete:
    userName: grete@acme.example
    name: { givenName: Grete, familyName: Hermann }
    title: Mathematician
    manager: katherine
    teams: [research]
teams:
`;
const withJoiner = (org: string) => org.replace("teams:\n", joiner);
const withTitle = (org: string) => org.replace("title: Head of Operations", "title: COO");
const withoutOperators = (org: string) => org.replace(/ {2}(edsger|barbara|donald):\n(?: {4}.*\n)+/g, "");

it("a proposal is planned, shown in one comment, merged, applied, and applied no second time", async () => {
  await withCompany(startGitHub, {}, async ({ repository, forge, sandbox }) => {
    const org = repository.read("org.yaml");
    const number = await repository.propose("grete", { "org.yaml": withJoiner(org) });
    forge.comment(number, "mallory", "<!-- org-chart:plan of somebody else -->");
    const planned = await writesOf(sandbox, async () => {
      expectDone(await repository.runPropose(number));
    });
    expect(planned).toEqual({});
    const first = noteOf(forge, number, "plan");
    expect(first.body).toMatch(/Grete Hermann/);
    expect(first.body).toContain("Mathematician");
    expect(first.edits).toBe(0);

    // Another push: the same comment, with the plan of both.
    await repository.propose("grete", { "org.yaml": withTitle(withJoiner(org)) });
    expectDone(await repository.runPropose(number));
    const second = noteOf(forge, number, "plan");
    expect(second).toMatchObject({ id: first.id, edits: 1 });
    expect(second.body).toMatch(/Head of Operations.*COO/);

    const old = await repository.tip();
    await repository.merge(number);
    const applied = await writesOf(sandbox, async () => {
      expectDone(await repository.runJob("apply"));
    });
    expect(applied).toEqual({ "POST /Users": 1, "PATCH /Users/…": 1, "PATCH /Groups/…": 1 });
    const grete = personIn(sandbox, "grete@acme.example");
    expect(grete[ENTERPRISE]).toMatchObject({ manager: { value: personIn(sandbox, "katherine@acme.example").id } });
    expect(membersOf(sandbox, "Research")).toContain(grete.id);
    expect(personIn(sandbox, "radia@acme.example")).toMatchObject({ title: "COO" });
    expect(noteOf(forge, number, "result").body).toContain("**Applied**");

    // The old commit would take Grete out again.
    const refused = await writesOf(sandbox, async () => {
      const job = await repository.runJob("apply", {}, old);
      expectCode(job, 3);
      expect(job.output).toMatch(/is not the newest commit of main/);
    });
    expect(refused).toEqual({});
    expect(peopleIn(sandbox)).toContain("grete");
    const again = await writesOf(sandbox, async () => {
      expectDone(await repository.runJob("apply"));
    });
    expect(again).toEqual({});
  });
});

it("a plan beyond the guards can neither be merged nor, merged all the same, be applied", async () => {
  await withCompany(startGitHub, {}, async ({ repository, forge, sandbox }) => {
    const number = await repository.propose("close", { "org.yaml": withoutOperators(repository.read("org.yaml")) });
    expectCode(await repository.runPropose(number), 3);
    const { body } = noteOf(forge, number, "plan");
    expect(body).toMatch(/--max-leavers/);
    for (const name of ["Edsger Dijkstra", "Barbara Liskov", "Donald Knuth"]) expect(body).toContain(name);

    await repository.merge(number);
    const writes = await writesOf(sandbox, async () => {
      expectCode(await repository.runJob("apply"), 3);
    });
    expect(writes).toEqual({});
    expect(peopleIn(sandbox)).toHaveLength(8);
    expect(noteOf(forge, number, "result").body).toMatch(/\*\*Not applied\.\*\* Refused: .*--max-leavers/);
  });
});

it("an apply stops at what nobody has approved, and does it once somebody has", async () => {
  await withCompany(startGitHub, {}, async ({ repository, forge, sandbox }) => {
    const number = await repository.propose("coo", { "org.yaml": withTitle(repository.read("org.yaml")) });
    expectDone(await repository.runPropose(number));
    // Before the merge somebody changes another person by hand; to bring her back was in no plan.
    const { id } = personIn(sandbox, "ada@acme.example");
    sandbox.edit("Users", id, (user) => {
      user["title"] = "Countess";
    });
    await repository.merge(number);
    let digest = "";
    const writes = await writesOf(sandbox, async () => {
      const job = await repository.runJob("apply");
      expectCode(job, 3);
      expect(job.output).toMatch(/"Countess"/);
      digest = digestIn(job.output);
    });
    expect(writes).toEqual({});
    expect(noteOf(forge, number, "result").body).toContain("**Not applied.**");

    expectCode(await repository.runJob("apply", { APPROVE: "0123456789abcdef" }), 3);
    expectDone(await repository.runJob("apply", { APPROVE: digest }));
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ title: "Engineer" });
    expect(personIn(sandbox, "radia@acme.example")).toMatchObject({ title: "COO" });
    expect(noteOf(forge, number, "result").body).toContain("**Applied**");

    // Past all proposals: no plan, no approval.
    await repository.push({ "org.yaml": withJoiner(repository.read("org.yaml")) });
    expectCode(await repository.runJob("apply"), 3);
    expect(peopleIn(sandbox)).not.toContain("grete");
  });
});

it("two merges before one apply are approved by both their plans; an apply that failed half-way is finished by the next", async () => {
  await withCompany(startGitHub, {}, async ({ repository, sandbox }) => {
    const org = repository.read("org.yaml");
    const [one, two] = [
      await repository.propose("coo", { "org.yaml": withTitle(org) }),
      await repository.propose("grete", { "org.yaml": withJoiner(org) }),
    ];
    for (const number of [one, two]) expectDone(await repository.runPropose(number));
    for (const number of [one, two]) await repository.merge(number);
    const mend = sandbox.fault({ every: 1, match: { method: "POST", path: "/Users" }, action: { status: 403 } });
    expectCode(await repository.runJob("apply"), 1);
    expect(peopleIn(sandbox)).not.toContain("grete");
    expect(personIn(sandbox, "radia@acme.example")).toMatchObject({ title: "COO" });
    mend.remove();
    expectDone(await repository.runJob("apply"));
    expect(peopleIn(sandbox)).toContain("grete");
  });
});
