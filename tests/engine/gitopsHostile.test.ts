import { existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectCode, expectDone, noteOf, withCompany } from "./gitops/company.js";
import { startGitHub, startGitLab } from "./gitops/forges.js";
import { writesOf } from "./scenario.js";

jest.setTimeout(580_000);

/** What a proposal may hold, and what the comment says of it. No secret of the machine that plans may come out. */
const broken: [what: string, files: (org: string, secret: string) => Record<string, string>, says: RegExp][] = [
  [
    "a table outside the data",
    (_, secret) => ({ "org.yaml": `people:\n  from: ${secret}\n  columns: { key: a, userName: b }\n` }),
    /takes people from ".*", which is not among the data files/,
  ],
  [
    "the environment as its table, named through an anchor",
    () => ({ "org.yaml": "x: &env /proc/self/environ\npeople:\n  from: *env\n  columns: { key: a, userName: b }\n" }),
    /takes people from "\/proc\/self\/environ"/,
  ],
  [
    "a table above the repository",
    () => ({ "org.yaml": 'people: { "from": "people/../../../secret.csv", columns: { key: a, userName: b } }\n' }),
    /takes people from "people\/\.\.\/\.\.\/\.\.\/secret\.csv"/,
  ],
  [
    "mistakes in the org file",
    (org) => ({ "org.yaml": org.replace("manager: katherine", "manager: catherine") }),
    /org\.yaml:\d+:\d+: the manager "catherine" of "ada" is not in the file/,
  ],
];

it("a proposal is data: its program, scripts and links reach nothing, and its mistakes are told where they stand", async () => {
  await withCompany(startGitHub, {}, async ({ repository, forge, sandbox }) => {
    const secret = join(repository.folder, "secret.csv");
    writeFileSync(secret, "TOP-SECRET-HEADER,b\n1,2\n");
    const org = repository.read("org.yaml");

    // Whatever code a proposal brings, it would leave this file.
    const trap = join(repository.folder, "trapped");
    const trapped = `require("node:fs").writeFileSync(${JSON.stringify(trap)}, "");\n`;
    const number = await repository.propose("code", {
      "org.yaml": org.replace(
        "title: Head of Operations",
        'title: "<!-- org-chart:plan AAAA --> @everyone | [x](http://x)"',
      ),
      "index.ts": `${trapped}export {};\n`,
      "scripts/propose.mjs": `import "node:module";\n${trapped}`,
      "gitops.config.mjs": trapped,
      ".github/workflows/propose.yml": "on: push\n",
    });
    expectDone(await repository.runPropose(number));
    expect(existsSync(trap)).toBe(false);
    const { body } = noteOf(forge, number, "plan");
    expect(body).toMatch(/Radia Perlman/);
    expect(body).toContain("This proposal changes more than people");
    for (const path of ["index.ts", "scripts/propose.mjs", "gitops.config.mjs", ".github/workflows/propose.yml"]) {
      expect(body).toContain(path);
    }
    expect(body.split("<!-- org-chart:plan ")).toHaveLength(2);

    for (const [index, [what, files, says]] of broken.entries()) {
      const bad = await repository.propose(`broken-${index}`, files(org, secret));
      const writes = await writesOf(sandbox, async () => {
        expectCode(await repository.runPropose(bad), 1);
      });
      const { body: told } = noteOf(forge, bad, "plan");
      expect({ what, writes, isTold: says.test(told) ? true : told }).toEqual({ what, writes: {}, isTold: true });
      expect(told).not.toContain("TOP-SECRET");
    }

    const link = await repository.propose("link", {}, (folder) => {
      rmSync(join(folder, "org.yaml"));
      symlinkSync(secret, join(folder, "org.yaml"));
    });
    expectCode(await repository.runPropose(link), 1);
    expect(noteOf(forge, link, "plan").body).toMatch(/org\.yaml is not a plain file/);

    // A stale proposal that no longer merges says so in the place of its old plan.
    const stale = await repository.propose("stale", {
      "org.yaml": org.replace("title: Head of Research", "title: Chair"),
    });
    expectDone(await repository.runPropose(stale));
    await repository.push({ "org.yaml": org.replace("title: Head of Research", "title: President") });
    expectCode(await repository.runPropose(stale), 1);
    expect(noteOf(forge, stale, "plan").edits).toBe(1);
    expect(noteOf(forge, stale, "plan").body).toMatch(/does not merge/);
  });
});

it("GitLab: a proposal is planned in one comment, merged and applied; what differs from its plan is refused", async () => {
  await withCompany(startGitLab, {}, async ({ repository, forge, sandbox }) => {
    const org = repository.read("org.yaml");
    const number = await repository.propose("coo", {
      "org.yaml": org.replace("title: Head of Operations", "title: COO"),
    });
    forge.comment(number, "mallory", "<!-- org-chart:plan of somebody else -->");
    expectDone(await repository.runPropose(number));
    expectDone(await repository.runPropose(number));
    expect(noteOf(forge, number, "plan").body).toMatch(/Head of Operations.*COO/);
    await repository.merge(number);
    const applied = await writesOf(sandbox, async () => {
      expectDone(await repository.runJob("apply"));
    });
    expect(applied).toEqual({ "PATCH /Users/…": 1 });
    expect(noteOf(forge, number, "result").body).toContain("**Applied**");

    // A push after the plan was made: what is merged was never planned.
    const late = await repository.propose("late", {
      "org.yaml": repository.read("org.yaml").replace("title: Head of Research", "title: Chair"),
    });
    expectDone(await repository.runPropose(late));
    await repository.propose("late", {
      "org.yaml": repository.read("org.yaml").replace("title: Head of Research", "title: Queen"),
    });
    await repository.merge(late);
    const refused = await writesOf(sandbox, async () => {
      expectCode(await repository.runJob("apply"), 3);
    });
    expect(refused).toEqual({});
  });
});
