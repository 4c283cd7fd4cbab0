import { randomBytes } from "node:crypto";
import { isDone } from "../probe.js";
import { type Visit } from "../visit.js";

/** Whether anybody else is let in: with a wrong token, and with none. */
export async function checkStrangers({ probe, findings, connection }: Visit): Promise<void> {
  findings.in("connection");
  const own = await probe.headers();
  const name = connection.basic === undefined ? connection.dialect.connection.tokenHeader : undefined;
  const header = (name ?? "authorization").toLowerCase();
  const credentials = Object.keys(own).find((each) => each.toLowerCase() === header);
  const others = Object.fromEntries(Object.entries(own).filter(([each]) => each !== credentials));
  if (credentials === undefined) {
    const what = `the connection sends no ${header}`;
    findings.unknown("a wrong token", what, "its headers let it in; the doctor does not know which of them");
  } else {
    await refusal("a wrong token", { ...others, [credentials]: another(own[credentials] ?? "") });
  }
  await refusal("no token", others);

  async function refusal(check: string, headers: Record<string, string>): Promise<void> {
    const reply = await probe.ask("GET", "/Users", { query: { count: 1 }, headers });
    const seen = probe.words(reply);
    if (isDone(reply)) {
      findings.wrong(check, `let in: ${seen}`, "anybody can read people there; tell whoever runs the service");
    } else if (reply.status === 401) findings.ok(check, `refused: ${seen}`);
    else if (reply.status === 403) findings.ok(check, `refused: ${seen}`, "with another status than 401");
    else findings.note(check, `refused: ${seen}`, "not by 401, so an expired token will look like another fault");
  }
}

/** Credentials of the same scheme that nobody has. */
function another(credentials: string): string {
  const [, scheme = ""] = /^([\w-]+) +\S/.exec(credentials) ?? [];
  const made = randomBytes(24);
  if (scheme === "") return made.toString("base64url");
  const isBasic = scheme.toLowerCase() === "basic";
  return `${scheme} ${isBasic ? Buffer.from(`nobody:${made.toString("hex")}`).toString("base64") : made.toString("base64url")}`;
}
