import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(__dirname, "../../..");
let folder = "";

const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const who = ["-c", "user.name=Test", "-c", "user.email=test@acme.example"];
const git = (...args: string[]) =>
  execFileSync("git", [...who, ...args], { cwd: folder, env, encoding: "utf8" }).trim();

function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git("add", "--all", ":!node_modules");
  git("commit", "--quiet", "--message", "change");
  return git("rev-parse", "HEAD");
}

/** What some files hold in the workspace of a commit's program and another one's data, or why there is none. */
function inWorkspace(program: string, data: string, ...paths: string[]): unknown {
  const script = `
    import { existsSync, readFileSync } from "node:fs";
    import { join } from "node:path";
    import { withWorkspace } from "./scripts/lib/workspace.mjs";
    const read = (folder, path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : null);
    const [program, data, ...paths] = process.argv.slice(1);
    const found = withWorkspace({ program, data }, (folder) => Promise.resolve(paths.map((path) => read(folder, path))));
    console.log(JSON.stringify(await found.catch((error) => error.message)));`;
  const args = ["--input-type=module", "--eval", script, program, data, ...paths];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" }));
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "gitops-workspace-")));
  cpSync(join(root, "examples/gitops"), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  git("init", "--quiet", "--initial-branch=main");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("a workspace has the program of one commit and the data of another, and is gone afterwards", () => {
  const base = commit({ "people/old.csv": "old" });
  rmSync(join(folder, "people/old.csv"));
  const head = commit({ "org.yaml": "people: {}\n", "index.ts": "changed", "people/new.csv": "new" });
  const [org, index, fresh, old] = [
    "people: {}\n",
    execFileSync("git", ["show", `${base}:index.ts`], { cwd: folder, encoding: "utf8" }),
    "new",
    null,
  ];
  expect(inWorkspace(base, head, "org.yaml", "index.ts", "people/new.csv", "people/old.csv")).toEqual([
    org,
    index,
    fresh,
    old,
  ]);
  expect(git("worktree", "list").split("\n")).toHaveLength(1);
});

it("a file that is not in git comes along when it is named, and may be the table", () => {
  const config = readFileSync(join(folder, "gitops.config.mjs"), "utf8");
  const org = "people:\n  from: private/people.csv\n  columns: { key: a, userName: b }\n";
  const head = commit({
    "org.yaml": org,
    "gitops.config.mjs": config.replace("private: []", 'private: ["private/people.csv"]'),
    ".gitignore": "node_modules/\nprivate/\n",
  });
  expect(inWorkspace(head, head, "org.yaml")).toMatch(/private\/people\.csv is missing/);
  mkdirSync(join(folder, "private"));
  writeFileSync(join(folder, "private/people.csv"), "a,b\n");
  expect(inWorkspace(head, head, "private/people.csv")).toEqual(["a,b\n"]);
});

it.each([
  ["an absolute path", "/etc/passwd"],
  ["a path out of the data", "people/../index.ts"],
  ["a data file that is not there", "people/none.csv"],
])("a table that is %s is refused", (_, table) => {
  const head = commit({ "org.yaml": `people: { from: ${JSON.stringify(table)}, columns: { key: a, userName: b } }\n` });
  expect(inWorkspace(head, head, "org.yaml")).toMatch(/is not among the data files/);
});
