import { ScimError } from "../../../provider/scim/errors.js";
import { readPage } from "../../../provider/scim/listPage.js";
import { isAbsent, isDone, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";

/** Whether something that speaks SCIM answers at the endpoint and takes the token; without it there is nothing else to look at. */
export async function checkReach({ probe, findings, dialect }: Visit): Promise<Reply | undefined> {
  findings.in("connection");
  let reply: Reply;
  try {
    reply = await probe.ask("GET", "/Users", { query: { count: 1 } });
    // Some services fail on any count.
    if (reply.status === 400 || reply.status === 500) reply = await probe.ask("GET", "/Users");
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    findings.wrong("endpoint", error.message, "nothing can be managed until the service answers");
    return undefined;
  }
  const seen = `GET /Users: ${probe.words(reply)}`;
  if (reply.status === 401) {
    const [taken, means] = ["not taken", `${dialect.title} does not know this token, or not any more; make a new one`];
    findings.ok("endpoint", "answers", `${reply.ms} ms`);
    findings.wrong("token", `${taken}: ${seen}`, means);
    return undefined;
  }
  if (reply.status === 403) {
    findings.ok("endpoint", "answers", `${reply.ms} ms`);
    findings.wrong("token", `may not read people: ${seen}`, "give the token the right to read (and to write) people");
    return undefined;
  }
  const page = isDone(reply) && reply.body !== undefined ? pageOf(reply) : undefined;
  if (page === undefined) {
    const what = isDone(reply) ? `${seen}, and no SCIM list: ${probe.shown(reply.text)}` : seen;
    const way = isAbsent(reply) ? "no /Users there; " : "";
    findings.wrong("endpoint", what, `${way}check that endpoint is the SCIM base URL, often with /scim/v2 at its end`);
    return undefined;
  }
  const total = page.totalResults === undefined ? "" : `, ${page.totalResults} people`;
  findings.ok("endpoint", `answers in ${reply.ms} ms`, `a SCIM list of people${total}`);
  findings.ok("token", `taken: ${seen}`);
  return reply;
}

/** A list, if the answer is one. */
export function pageOf({ body, path }: Reply): ReturnType<typeof readPage> | undefined {
  try {
    return body === undefined ? undefined : readPage(body, path);
  } catch {
    return undefined;
  }
}
