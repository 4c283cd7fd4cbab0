import { isInactive } from "../../../provider/resources/values.js";
import { isDone } from "../probe.js";
import { type Subject, type Surrounding, type Way } from "./subject.js";

/** Inactive and active again: whether that is kept, and whether somebody inactive is still to be seen. */
export async function tryDeactivate(
  { visit, belief, leftovers }: Surrounding,
  person: Subject,
  ways: readonly Way[],
): Promise<void> {
  const { findings, probe } = visit;
  const tried: string[] = [];
  for (const way of ways) {
    const reply = await person.send(way, "active", false);
    tried.push(`${way}: ${probe.words(reply)}`);
    const after = await person.read();
    const isTaken = isDone(reply) && (after.status === 404 || isInactive(person.resource));
    if (isTaken && way === "put" && ways[0] === "patchOp") findings.learn("user.patchValues", "string");
    if (isTaken && after.status === 404) {
      const means = "active: false cannot be kept; whoever comes back is a new person";
      findings.compare("user.inactiveIsGone", true, "deactivate", `${tried.join("; ")}; then GET: 404`, means);
      belief.user.inactiveIsGone = true;
      leftovers.gone("/Users", person.id);
      return;
    }
    if (!isInactive(person.resource)) continue;
    findings.ok("deactivate", tried.join("; "));
    const again = await person.send(way, "active", true);
    await person.read();
    const isActive = !isInactive(person.resource);
    const means = isActive ? "" : "whoever was ended cannot be let in again by SCIM";
    findings.add(isActive ? "ok" : "note", "reactivate", probe.words(again), means);
    return;
  }
  findings.note("deactivate", `${tried.join("; ")}; active is as before`, "people can be deleted only");
}

/** The end. */
export async function tryDelete({ visit, ask, leftovers, belief }: Surrounding, person: Subject): Promise<void> {
  const { findings, probe } = visit;
  if (belief.user.inactiveIsGone) {
    findings.ok("delete", "not tried: whoever is inactive is gone");
    return;
  }
  const reply = await ask("DELETE", person.path);
  const after = await person.read();
  const isGone = isDone(reply) && !isDone(after);
  const seen = `DELETE: ${probe.words(reply)}; then GET: ${after.status}`;
  if (isGone) leftovers.gone("/Users", person.id);
  else findings.learn("user.defaultEnd", "deactivate");
  const means = isGone ? "" : "people can be made inactive only";
  findings.compare("user.delete", isGone, "delete", seen, means, "wrong");
}
