import { type ApiAnswer, type ApiRequest, type ApiServer, startApi, textOf } from "./server.js";

export const TOKEN = "forge-token-7f3a";

/** A pull request or merge request. */
export interface Proposal {
  readonly number: number;
  head: string;
  merged?: string;
}

export interface Note {
  readonly id: number;
  readonly author: string;
  body: string;
  /** How often it was changed after it was written. */
  edits: number;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  body: string;
  open: boolean;
  edits: number;
  readonly comments: string[];
}

/** What a forge holds, to be looked at and to be changed as its people would. */
export interface ForgeState {
  readonly proposals: Map<number, Proposal>;
  /** Comments by number of the proposal. */
  readonly notes: Map<number, Note[]>;
  readonly issues: Issue[];
}

export interface TestForge extends ForgeState {
  readonly kind: "GitHub" | "GitLab";
  /** Who the scripts are there. */
  readonly self: string;
  readonly server: ApiServer;
  /** Somebody comments by hand. */
  comment(proposal: number, author: string, body: string): void;
}

/** GitHub's REST API as its documentation says (docs.github.com/rest), as far as the scripts need it; anything else is 404. */
export async function startGitHub(): Promise<TestForge> {
  const self = "github-actions[bot]";
  const forge = emptyForge();
  const comment = (note: Note) => ({ id: note.id, body: note.body, user: { login: note.author, type: "Bot" } });
  const issue = ({ number, title, body, open }: Issue) => ({
    number,
    title,
    body,
    state: open ? "open" : "closed",
    user: { login: self },
  });
  const server = await startApi(({ method, path, query, headers, body }): ApiAnswer => {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: "Bad credentials" } };
    if (headers["user-agent"] === undefined) return { status: 403, body: { message: "User-Agent is required" } };
    const text = body["body"];
    if (typeof text === "string" && text.length > 65_536)
      return { status: 422, body: { message: "body is too long (maximum is 65536 characters)" } };
    const [, sha] = /^\/repos\/acme\/org\/commits\/(\w+)\/pulls$/.exec(path) ?? [];
    if (method === "GET" && sha !== undefined) {
      // Like GitHub, also proposals that hold the commit and are merged with another one, or not at all.
      const found = [...forge.proposals.values()].map(({ number, head, merged }) => ({
        number,
        head: { sha: head },
        merged_at: merged === undefined ? null : "2026-11-22T00:00:00Z",
        merge_commit_sha: merged ?? "0".repeat(40),
      }));
      return { status: 200, body: found };
    }
    const [, number] = /^\/repos\/acme\/org\/issues\/(\d+)\/comments$/.exec(path) ?? [];
    if (number !== undefined) {
      const onIssue = forge.issues.find((one) => one.number === Number(number));
      if (method === "POST" && onIssue !== undefined) {
        onIssue.comments.push(textOf(body, "body"));
        return { status: 201, body: {} };
      }
      if (method === "POST")
        return { status: 201, body: comment(forge.add(Number(number), self, textOf(body, "body"))) };
      if (method === "GET") return { status: 200, body: (forge.notes.get(Number(number)) ?? []).map(comment) };
    }
    const [, noteId] = /^\/repos\/acme\/org\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    if (method === "PATCH" && noteId !== undefined) return edited(forge, Number(noteId), textOf(body, "body"), comment);
    if (path === "/repos/acme/org/issues") {
      if (method === "GET" && query.get("state") === "open") {
        const pulls = [...forge.proposals.values()].map(({ number: pull }) => ({
          number: pull,
          pull_request: {},
          user: { login: self },
          body: "",
        }));
        return { status: 200, body: [...pulls, ...forge.issues.filter(({ open }) => open).map(issue)] };
      }
      if (method === "POST")
        return { status: 201, body: issue(forge.open(textOf(body, "title"), textOf(body, "body"))) };
    }
    const [, issueNumber] = /^\/repos\/acme\/org\/issues\/(\d+)$/.exec(path) ?? [];
    const one = forge.issues.find((candidate) => candidate.number === Number(issueNumber));
    if (method === "PATCH" && one !== undefined) {
      if (body["state"] === "closed") one.open = false;
      if (body["body"] !== undefined) changeIssue(one, textOf(body, "body"));
      return { status: 200, body: issue(one) };
    }
    return { status: 404, body: { message: "Not Found" } };
  });
  return {
    ...forge,
    kind: "GitHub",
    self,
    server,
    comment: (proposal, author, body) => void forge.add(proposal, author, body),
  };
}

/** GitLab's REST API as its documentation says (docs.gitlab.com/api/rest), as far as the scripts need it; anything else is 404. */
export async function startGitLab(): Promise<TestForge> {
  const forge = emptyForge();
  const [self, selfId] = ["project_1_bot", 42];
  const idOf = (author: string) => (author === self ? selfId : 7);
  const noteBody = (note: Note) => ({ id: note.id, body: note.body, author: { id: idOf(note.author) }, system: false });
  const issueBody = (one: Issue) => ({
    id: 9_000 + one.number,
    iid: one.number,
    description: one.body,
    author: { id: selfId },
  });
  const server = await startApi((request): ApiAnswer => {
    const { method, headers, query, body } = request;
    if (headers["private-token"] !== TOKEN) return { status: 401, body: { message: "401 Unauthorized" } };
    const path = request.path.replace(/^\/api\/v4/, "");
    if (`${method} ${path}` === "GET /user") return { status: 200, body: { id: selfId, username: self } };
    const [, sha] = /^\/projects\/1\/repository\/commits\/(\w+)\/merge_requests$/.exec(path) ?? [];
    if (method === "GET" && sha !== undefined) {
      const found = [...forge.proposals.values()].map(({ number, head, merged }) => ({
        id: 5_000 + number,
        iid: number,
        state: merged === undefined ? "opened" : "merged",
        sha: head,
        merge_commit_sha: merged ?? null,
        squash_commit_sha: null,
      }));
      return { status: 200, body: found };
    }
    const [, number, note] = /^\/projects\/1\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/.exec(path) ?? [];
    if (number !== undefined) {
      if (method === "GET") return { status: 200, body: (forge.notes.get(Number(number)) ?? []).map(noteBody) };
      if (method === "POST")
        return { status: 201, body: noteBody(forge.add(Number(number), self, textOf(body, "body"))) };
      if (method === "PUT") return edited(forge, Number(note), textOf(body, "body"), noteBody);
    }
    if (path === "/projects/1/issues") {
      if (method === "GET" && query.get("state") === "opened") {
        return { status: 200, body: forge.issues.filter(({ open }) => open).map(issueBody) };
      }
      if (method === "POST") {
        return { status: 201, body: issueBody(forge.open(textOf(body, "title"), textOf(body, "description"))) };
      }
    }
    const [, issueNumber, notes] = /^\/projects\/1\/issues\/(\d+)(\/notes)?$/.exec(path) ?? [];
    const one = forge.issues.find((candidate) => candidate.number === Number(issueNumber));
    if (one !== undefined && method === "POST" && notes !== undefined) {
      one.comments.push(textOf(body, "body"));
      return { status: 201, body: {} };
    }
    if (one !== undefined && method === "PUT" && notes === undefined) {
      if (body["state_event"] === "close") one.open = false;
      if (body["description"] !== undefined) changeIssue(one, textOf(body, "description"));
      return { status: 200, body: issueBody(one) };
    }
    return { status: 404, body: { message: "404 Not Found" } };
  });
  return {
    ...forge,
    kind: "GitLab",
    self,
    server,
    comment: (proposal, author, body) => void forge.add(proposal, author, body),
  };
}

type Store = ForgeState & {
  add(proposal: number, author: string, body: string): Note;
  open(title: string, body: string): Issue;
};

function emptyForge(): Store {
  const [notes, issues] = [new Map<number, Note[]>(), Array<Issue>()];
  let last = 1000;
  return {
    proposals: new Map(),
    notes,
    issues,
    add: (proposal, author, body) => {
      const note = { id: (last += 1), author, body, edits: 0 };
      notes.set(proposal, [...(notes.get(proposal) ?? []), note]);
      return note;
    },
    open: (title, body) => {
      const issue = { number: (last += 1), title, body, open: true, edits: 0, comments: [] };
      issues.push(issue);
      return issue;
    },
  };
}

function edited(forge: ForgeState, id: number, body: string, show: (note: Note) => unknown): ApiAnswer {
  const note = [...forge.notes.values()].flat().find((one) => one.id === id);
  if (note === undefined) return { status: 404, body: { message: "Not Found" } };
  note.body = body;
  note.edits += 1;
  return { status: 200, body: show(note) };
}

function changeIssue(issue: Issue, body: string): void {
  issue.body = body;
  issue.edits += 1;
}

export type { ApiRequest };
