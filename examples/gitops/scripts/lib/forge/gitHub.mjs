import { readFileSync } from "node:fs";
import { api, isObject, textAt, variable } from "./http.mjs";

/**
 * GitHub, by the REST API (https://docs.github.com/rest), with the GITHUB_TOKEN of the run: `pull-requests: write` for
 * comments, `issues: write` for the issue.
 * @returns {import("./index.mjs").Forge}
 */
export function gitHub() {
  const repository = `/repos/${variable("GITHUB_REPOSITORY")}`;
  const { send, list } = api(variable("GITHUB_API_URL"), {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${variable("GITHUB_TOKEN")}`,
    "x-github-api-version": "2022-11-28",
    "user-agent": "org-chart",
  });
  // GITHUB_TOKEN may not ask who it is. Another app or account that comments is named by BOT_LOGIN.
  const self = process.env["BOT_LOGIN"] ?? "github-actions[bot]";
  /** @param {unknown} item */
  const isOurs = (item) => textAt(item, "user", "login") === self;
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: runId, GITHUB_REPOSITORY: name } = process.env;
  return {
    largestComment: 65_536,
    run: server === undefined || runId === undefined ? undefined : `${server}/${name ?? ""}/actions/runs/${runId}`,

    proposal() {
      /** @type {unknown} */
      const event = JSON.parse(readFileSync(variable("GITHUB_EVENT_PATH"), "utf8"));
      const pull = isObject(event) ? event["pull_request"] : undefined;
      if (!isObject(pull)) return Promise.resolve(undefined);
      return Promise.resolve({ number: Number(textAt(pull, "number")), head: textAt(pull, "head", "sha") });
    },

    async mergedWith(commit) {
      const pulls = await list(`${repository}/commits/${commit}/pulls`);
      return pulls
        .filter((pull) => textAt(pull, "merged_at") !== "" && textAt(pull, "merge_commit_sha") === commit)
        .map((pull) => ({ number: Number(textAt(pull, "number")), head: textAt(pull, "head", "sha") }));
    },

    async notes(proposal) {
      const comments = await list(`${repository}/issues/${proposal}/comments`);
      return comments
        .filter(isOurs)
        .map((comment) => ({ id: Number(textAt(comment, "id")), body: textAt(comment, "body") }));
    },
    async addNote(proposal, body) {
      await send("POST", `${repository}/issues/${proposal}/comments`, { body });
    },
    async editNote(_, id, body) {
      await send("PATCH", `${repository}/issues/comments/${id}`, { body });
    },

    async openIssues() {
      const issues = await list(`${repository}/issues?state=open`);
      return issues
        .filter((issue) => isOurs(issue) && !("pull_request" in issue))
        .map((issue) => ({ id: Number(textAt(issue, "number")), body: textAt(issue, "body") }));
    },
    async openIssue(title, body) {
      await send("POST", `${repository}/issues`, { title, body });
    },
    async editIssue(id, body) {
      await send("PATCH", `${repository}/issues/${id}`, { body });
    },
    async closeIssue(id, comment) {
      await send("POST", `${repository}/issues/${id}/comments`, { body: comment });
      await send("PATCH", `${repository}/issues/${id}`, { state: "closed", state_reason: "completed" });
    },
  };
}
