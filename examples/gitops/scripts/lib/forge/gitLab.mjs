import { api, textAt, variable } from "./http.mjs";

/**
 * GitLab, by the REST API (https://docs.gitlab.com/api/rest/), with GITLAB_TOKEN: a project access token with the scope `api`
 * and the role Reporter. CI_JOB_TOKEN can neither comment nor open issues.
 * @returns {import("./index.mjs").Forge}
 */
export function gitLab() {
  const project = `/projects/${variable("CI_PROJECT_ID")}`;
  const { send, list } = api(variable("CI_API_V4_URL"), { "private-token": variable("GITLAB_TOKEN") });
  /** @type {Promise<string> | undefined} */
  let self;
  /** @param {Record<string, unknown>[]} items */
  const ours = async (items) => {
    self ??= send("GET", "/user").then((user) => textAt(user, "id"));
    const id = await self;
    return items.filter((item) => id !== "" && textAt(item, "author", "id") === id);
  };
  return {
    largestComment: 1_000_000,
    run: process.env["CI_JOB_URL"],

    proposal() {
      const number = Number(process.env["CI_MERGE_REQUEST_IID"] ?? "");
      if (!(number > 0)) return Promise.resolve(undefined);
      // In a merged results pipeline CI_COMMIT_SHA is the merge that GitLab has tried.
      const head = process.env["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] ?? "";
      return Promise.resolve({ number, head: head === "" ? variable("CI_COMMIT_SHA") : head });
    },

    async mergedWith(commit) {
      const requests = await list(`${project}/repository/commits/${commit}/merge_requests`);
      return requests
        .filter((request) => textAt(request, "state") === "merged" && endsIn(request, commit))
        .map((request) => ({ number: Number(textAt(request, "iid")), head: textAt(request, "sha") }));
    },

    async notes(proposal) {
      const notes = await ours(await list(`${project}/merge_requests/${proposal}/notes?sort=asc&order_by=created_at`));
      return notes.map((note) => ({ id: Number(textAt(note, "id")), body: textAt(note, "body") }));
    },
    async addNote(proposal, body) {
      await send("POST", `${project}/merge_requests/${proposal}/notes`, { body });
    },
    async editNote(proposal, id, body) {
      await send("PUT", `${project}/merge_requests/${proposal}/notes/${id}`, { body });
    },

    async openIssues() {
      const issues = await ours(await list(`${project}/issues?state=opened`));
      return issues.map((issue) => ({ id: Number(textAt(issue, "iid")), body: textAt(issue, "description") }));
    },
    async openIssue(title, body) {
      await send("POST", `${project}/issues`, { title, description: body });
    },
    async editIssue(id, body) {
      await send("PUT", `${project}/issues/${id}`, { description: body });
    },
    async closeIssue(id, comment) {
      await send("POST", `${project}/issues/${id}/notes`, { body: comment });
      await send("PUT", `${project}/issues/${id}`, { state_event: "close" });
    },
  };
}

/**
 * Whether a merge request came to the branch by this commit: its merge commit, its squashed one, or, with fast-forward merges, its
 * own newest one.
 * @param {Record<string, unknown>} request
 * @param {string} commit
 */
function endsIn(request, commit) {
  return ["merge_commit_sha", "squash_commit_sha", "sha"].some((name) => textAt(request, name) === commit);
}
