import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox } from "../../sandbox/index.js";
import { personIn } from "../support/withSandbox.js";
import { ENTERPRISE, groupIn, onSandbox } from "./scenario.js";

jest.setTimeout(590_000);

// docs/plan.md and docs/plan.svg show what this test sees; PULUMI_SCIM_RECORD_PLAN=1 writes them anew.
const IS_RECORDING = process.env["PULUMI_SCIM_RECORD_PLAN"] === "1";
const root = join(__dirname, "../..");
const MARK = "<!-- From here on: written by tests/engine/planOrgChart.test.ts. -->\n";
const UNFORMATTED = ["<!-- prettier-ignore-start -->\n", "\n<!-- prettier-ignore-end -->\n"] as const;

const table = readFileSync(join(root, "examples/orgChart/adventureworks-employees.csv"), "utf8");
const org = readFileSync(join(root, "examples/orgChart/org.yaml"), "utf8");

/** What a pull request might hold: everything that it does to the table. */
function changed(): string {
  const edits: Readonly<Record<string, (row: string) => string | undefined>> = {
    2: (row) => row.replace("Marketing Assistant", "Marketing Specialist"),
    4: (row) => row.replace("Senior Tool Designer", "Principal Tool Designer"),
    5: (row) => row.replace("Tool Design,", "Engineering,").replace(/263$/, "3"),
    9: (row) => row.replace(/3$/, "291"),
    11: (row) => row.replace(/3$/, "291"),
    49: () => undefined,
    106: () => undefined,
    119: () => undefined,
    242: (row) => row.replace(/49$/, "218"),
    251: (row) => row.replace(/49$/, "218"),
    259: (row) => row.replace(/49$/, "218"),
    260: (row) => row.replace(/49$/, "218"),
    263: (row) => row.replace("Cracium,", "Cracium-Lind,"),
    265: (row) => row.replace(/263$/, "4"),
    267: (row) => row.replace("Senior Design Engineer", "Lead Design Engineer"),
    270: (row) => row.replace(/3$/, "291"),
  };
  const rows = table
    .trim()
    .split("\n")
    .flatMap((row) => {
      const edit = edits[row.split(",")[0] ?? ""];
      const now = edit ? edit(row) : row;
      return now === undefined ? [] : [now.replace("Facilities and Maintenance", "Workplace")];
    });
  return [
    ...rows,
    "291,Ines,Okafor,ines0@adventure-works.com,Design Manager,Engineering,Research and Development,12",
    "292,Tomasz,Nowak,tomasz0@adventure-works.com,Design Engineer,Engineering,Research and Development,291",
    "293,Mei,Tan,mei0@adventure-works.com,Marketing Specialist,Marketing,Sales and Marketing,6",
  ].join("\n");
}

/** What others do by hand in the service meanwhile. */
function changeByHand(sandbox: Sandbox): void {
  const id = (name: string) => personIn(sandbox, `${name}@adventure-works.com`).id;
  const [terri, ken] = [id("terri0"), id("ken0")];
  sandbox.edit("Users", id("sariya0"), (user) => {
    user["title"] = "Chief Dreamer";
  });
  sandbox.edit("Users", id("terry0"), (user) => {
    user[ENTERPRISE] = { department: "Marketing", division: "Sales and Marketing", manager: { value: ken } };
  });
  sandbox.edit("Users", id("john5"), (user) => {
    user["active"] = false;
  });
  sandbox.edit("Groups", groupIn(sandbox, "Engineering").id, (group) => {
    const { members } = group;
    if (!Array.isArray(members)) throw new Error("unreachable");
    group["members"] = members.filter((one) => !JSON.stringify(one).includes(terri));
  });
  sandbox.remove("Users", id("magnus0"));
}

it("tells of 290 people what a pull request changes, and what was changed by hand meanwhile", async () => {
  const program = `const { OrgChart } = require("pulumi-scim"); new OrgChart("company", { file: "org.yaml" });`;
  const files = { "org.yaml": org, "adventureworks-employees.csv": table };
  await onSandbox(program, { files, refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    changeByHand(sandbox);
    project.writeFile("adventureworks-employees.csv", changed());
    project.writeFile(
      "org.yaml",
      org.replace(
        /by: department\s*$/,
        'by: department\n  names: { Workplace: { was: "Facilities and Maintenance" } }\n',
      ),
    );
    const log = join(project.folder, "events.jsonl");
    const { stdout } = await project.pulumi(["preview", "--json", "--stack", "test", "--event-log", log]);
    const host = new URL(sandbox.url).host;
    const put = (name: string, text: string) => {
      project.writeFile(name, text.replaceAll(`http://${host}`, "https://scim.example.com"));
    };
    put("preview.json", stdout);
    put("log.jsonl", readFileSync(log, "utf8"));
    const plan = (...args: string[]) =>
      execFileSync(
        process.execPath,
        [
          join(root, "dist/cli/main.js"),
          "plan",
          "preview.json",
          "--event-log",
          "log.jsonl",
          "--dialect",
          "rfc7644",
          "--commit",
          "5f2c19e",
          ...args,
        ],
        { cwd: project.folder, encoding: "utf8" },
      );
    const shown = plan("--format", "markdown", "--picture", "plan.svg").replaceAll("engine-test/test", "people/prod");
    plan("-o", "plan.html", "--picture", "plan.html.svg");
    const example = `${MARK}\n${UNFORMATTED.join(`\n${shown}`)}`;
    const page = join(root, "docs/plan.md");
    const [before = ""] = readFileSync(page, "utf8").split(MARK);
    if (IS_RECORDING) {
      writeFileSync(page, `${before}${example}`);
      const picture = readFileSync(join(project.folder, "plan.svg"), "utf8");
      writeFileSync(join(root, "docs/plan.svg"), picture.replaceAll("engine-test/test", "people/prod"));
      const pageFile = process.env["PULUMI_SCIM_PLAN_PAGE"];
      if (pageFile !== undefined) writeFileSync(pageFile, readFileSync(join(project.folder, "plan.html")));
    }
    expect(shown.split("\n")[3]).toBe(
      "3 people join, 3 leave, 9 move, 10 change, 1 group changed, 1 membership gained, 1 membership lost, 5 changes by hand found in the service.",
    );
    expect(readFileSync(page, "utf8")).toBe(`${before}${example}`);
  });
});
