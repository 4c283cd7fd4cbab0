import { allPages, pageAt, sectionAt, type Block } from "../../docs/support/markdown.js";
import { PAGES_WITH_GIVEN, README_SECTIONS, type SectionGiven } from "../../docs/support/plan.js";
import { runBlocks, Shell } from "../../docs/support/shell.js";

const readme = pageAt("README.md");

function first(language: string): Block {
  const found = readme.blocks.find((block) => block.language === language);
  if (found === undefined) throw new Error(`README has no ${language} block.`);
  return found;
}

const people = {
  Users: [
    { userName: "grace@acme.example", name: { givenName: "Grace", familyName: "Hopper" }, title: "CTO" },
    { userName: "ada@acme.example", name: { givenName: "Ada", familyName: "Lovelace" }, title: "Engineer" },
    { userName: "svc-backup@acme.example", displayName: "Backup" },
  ],
};

async function prepare(shell: Shell, given: SectionGiven): Promise<void> {
  await shell.project();
  shell.write("people.json", JSON.stringify(given.people === true ? people : {}));
  await shell.background("npx pulumi-scim sandbox --port 8080 --token a-token --seed people.json");
  shell.replace("https://acme.example/scim/v2", "http://127.0.0.1:8080/scim/v2");
  shell.replace("SCIM_TOKEN=…", "SCIM_TOKEN=a-token");
  if (given.program === true) shell.write("index.ts", first("ts").text);
  for (const [path, text] of Object.entries(given.files ?? {})) shell.write(path, text);
  const connection = "export SCIM_ENDPOINT=https://acme.example/scim/v2 SCIM_TOKEN=…";
  const steps = [connection, "pulumi stack export > before.json"];
  if (given.up === true) steps.push("pulumi up", "pulumi stack export > now.json");
  if (given.history === true) {
    shell.write("org.yaml", first("yaml").text);
    const git = "git -c user.name=a -c user.email=a@acme.example";
    steps.push("git init -q", `git add org.yaml && ${git} commit -qm one`, `${git} commit -qm two --allow-empty`);
  }
  const { code, output } = await shell.run(steps.join("\n"));
  if (code !== 0) throw new Error(output);
}

/** What is to be run: a section of README, or another page as a whole. */
function places(): [name: string, path: string, blocks: readonly Block[], given: SectionGiven][] {
  const sections = Object.entries(README_SECTIONS).map(([section, given]) => {
    const blocks = readme.blocks.filter(({ line }) => sectionAt(readme.text, line) === section);
    return [`README, ${section},`, readme.path, blocks, given] as const;
  });
  const pages = allPages().flatMap(({ path, blocks }) => {
    const given = PAGES_WITH_GIVEN[path];
    return given === undefined ? [] : [[path, path, blocks, given] as const];
  });
  return [...sections, ...pages].flatMap(([name, path, blocks, given]) =>
    blocks.some(({ language }) => language === "sh") ? [[name, path, blocks, given]] : [],
  );
}

describe("a reader who follows", () => {
  it.each(places())("%s gets what it says", async (_, path, blocks, given) => {
    const shell = await Shell.open();
    try {
      await prepare(shell, given);
      expect(await runBlocks(shell, path, blocks)).toBeGreaterThan(0);
    } finally {
      shell.close();
    }
  });
});
