import { personIn } from "../support/withSandbox.js";
import { type Company, digestIn, expectCode, expectDone, peopleIn, withCompany } from "./gitops/company.js";
import { startGitHub, startGitLab } from "./gitops/forges.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writesOf } from "./scenario.js";

jest.setTimeout(580_000);

const example = join(__dirname, "../../examples/gitops");

function changeByHand({ sandbox }: Company, userName: string, title: string): void {
  sandbox.edit("Users", personIn(sandbox, `${userName}@acme.example`).id, (user) => {
    user["title"] = title;
  });
}

it.each([
  ["GitHub", startGitHub],
  ["GitLab", startGitLab],
])("%s: drift is one issue that is kept up to date, and closed when it is healed", async (_, start) => {
  await withCompany(start, {}, async (company) => {
    const { repository, forge, sandbox } = company;
    expectDone(await repository.runJob("drift"));
    expect(forge.issues).toEqual([]);

    changeByHand(company, "ada", "Countess");
    expectCode(await repository.runJob("drift"), 3);
    expect(forge.issues).toMatchObject([{ open: true, edits: 0 }]);
    expect(forge.issues[0]?.body).toMatch(/Ada Lovelace.*Countess/);

    changeByHand(company, "alan", "Codebreaker");
    const looked = await writesOf(sandbox, async () => {
      expectCode(await repository.runJob("drift"), 3);
    });
    expect(looked).toEqual({});
    expect(forge.issues).toMatchObject([{ open: true, edits: 1 }]);
    expect(forge.issues[0]?.body).toMatch(/Alan Turing.*Codebreaker/);

    expectDone(await repository.runJob("apply", { APPROVE: digestIn(forge.issues[0]?.body ?? "") }));
    for (const name of ["ada", "alan"]) {
      expect(personIn(sandbox, `${name}@acme.example`)).toMatchObject({ title: "Engineer" });
    }
    expectDone(await repository.runJob("drift"));
    expect(forge.issues).toMatchObject([
      { open: false, comments: [expect.stringContaining("again what the org file says")] },
    ]);
    expectDone(await repository.runJob("drift"));
    expect(forge.issues).toHaveLength(1);
  });
});

it("the daily run does what is due, and neither heals drift nor applies what waits for its apply", async () => {
  const dated = `  grete:
    userName: grete@acme.example
    name: { givenName: Grete, familyName: Hermann }
    manager: katherine
    teams: [research]
    startDate: 2031-03-01
teams:
`;
  const org = readFileSync(join(example, "org.yaml"), "utf8");
  const index = readFileSync(join(example, "index.ts"), "utf8");
  const edits = {
    "org.yaml": org
      .replace("teams:\n", dated)
      .replace("    title: Operator\n", "    title: Operator\n    endDate: 2031-02-27\n"),
    // The day is told by the test.
    "index.ts": index.replace('file: "org.yaml"', 'file: "org.yaml", today: process.env["TEST_TODAY"] ?? "2031-02-01"'),
  };
  await withCompany(startGitHub, { edits }, async (company) => {
    const { repository, sandbox } = company;
    const before = await repository.runJob("daily", { TEST_TODAY: "2031-02-27" });
    expectDone(before);
    expect(before.output).toContain("Nothing is due today.");

    changeByHand(company, "ada", "Countess");
    const day = await writesOf(sandbox, async () => {
      expectDone(await repository.runJob("daily", { TEST_TODAY: "2031-03-01" }));
    });
    expect(day).toMatchObject({ "POST /Users": 1, "DELETE /Users/…": 1 });
    expect(peopleIn(sandbox)).toContain("grete");
    expect(peopleIn(sandbox)).not.toContain("edsger");
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ title: "Countess" });

    const number = await repository.propose("coo", {
      "org.yaml": repository.read("org.yaml").replace("title: Head of Operations", "title: COO"),
    });
    await repository.merge(number);
    const waiting = await repository.runJob("daily", { TEST_TODAY: "2031-03-01" });
    expectCode(waiting, 3);
    expect(waiting.output).toMatch(/not applied yet \(org\.yaml\)/);
    expect(personIn(sandbox, "radia@acme.example")).toMatchObject({ title: "Head of Operations" });
  });
});
