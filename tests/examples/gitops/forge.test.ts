import { forge as forgeHere } from "../../../examples/gitops/scripts/lib/forge/index.mjs";
import { startGitHub, startGitLab, type TestForge, TOKEN } from "../../engine/gitops/forges.js";

const MERGE = "a".repeat(40);
const before = { ...process.env };

/** The variables that a runner of the forge sets. */
function onRunnerOf({ kind, server }: TestForge, token = TOKEN): void {
  const github = {
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: server.origin,
    GITHUB_REPOSITORY: "acme/org",
    GITHUB_TOKEN: token,
  };
  const gitlab = {
    GITLAB_CI: "true",
    CI_API_V4_URL: `${server.origin}/api/v4`,
    CI_PROJECT_ID: "1",
    GITLAB_TOKEN: token,
  };
  process.env = { ...before, GITHUB_ACTIONS: "", GITLAB_CI: "", ...(kind === "GitHub" ? github : gitlab) };
}

afterEach(() => {
  process.env = before;
});

describe.each([
  ["GitHub", startGitHub],
  ["GitLab", startGitLab],
])("%s", (_, start) => {
  let server: TestForge;
  beforeEach(async () => {
    server = await start();
    onRunnerOf(server);
  });
  afterEach(() => server.server.close());

  it("finds our comment behind pages of others, and takes nobody else's for ours", async () => {
    for (let i = 0; i < 250; i++) server.comment(1, "mallory", `<!-- org-chart:plan --> ${i}`);
    const here = forgeHere();
    await here.addNote(1, "ours");
    const notes = await here.notes(1);
    expect(notes.map(({ body }) => body)).toEqual(["ours"]);
    await here.editNote(1, notes[0]?.id ?? 0, "changed");
    expect((await here.notes(1)).map(({ body }) => body)).toEqual(["changed"]);
    expect(server.notes.get(1)).toHaveLength(251);
  });

  it("knows which proposal a commit has merged, and not those that only hold it", async () => {
    server.proposals.set(1, { number: 1, head: "1".repeat(40), merged: MERGE });
    server.proposals.set(2, { number: 2, head: "2".repeat(40), merged: "b".repeat(40) });
    server.proposals.set(3, { number: 3, head: "3".repeat(40) });
    expect(await forgeHere().mergedWith(MERGE)).toEqual([{ number: 1, head: "1".repeat(40) }]);
  });

  it("opens, changes and closes an issue", async () => {
    const here = forgeHere();
    server.proposals.set(1, { number: 1, head: MERGE });
    await here.openIssue("Drift", "found");
    const [issue] = await here.openIssues();
    expect(issue).toMatchObject({ body: "found" });
    await here.editIssue(issue?.id ?? 0, "more");
    await here.closeIssue(issue?.id ?? 0, "healed");
    expect(server.issues).toMatchObject([{ title: "Drift", body: "more", open: false, comments: ["healed"] }]);
    expect(await here.openIssues()).toEqual([]);
  });

  it("says what was refused, without the token", async () => {
    onRunnerOf(server, "wrong-token-8d1c");
    const error: unknown = await forgeHere()
      .addNote(1, "ours")
      .catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/POST \/.* was answered 401: /);
    expect(String(error)).not.toContain("wrong-token-8d1c");
  });

  it("says which variable is missing", () => {
    Reflect.deleteProperty(process.env, server.kind === "GitHub" ? "GITHUB_TOKEN" : "GITLAB_TOKEN");
    expect(forgeHere).toThrow(/^(GITHUB|GITLAB)_TOKEN is not set\.$/);
  });
});

it("GitLab: a fast-forward merge ends in the proposal's own commit", async () => {
  const server = await startGitLab();
  try {
    onRunnerOf(server);
    server.proposals.set(1, { number: 1, head: MERGE, merged: "c".repeat(40) });
    expect(await forgeHere().mergedWith(MERGE)).toEqual([{ number: 1, head: MERGE }]);
  } finally {
    await server.server.close();
  }
});
