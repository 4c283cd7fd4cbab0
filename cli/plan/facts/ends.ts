import { type Json } from "../../../provider/scim/json.js";
import { type Course, type State } from "../input/run.js";
import { type Service } from "./connections.js";

/** How the end of a resource is carried out in the service. */
export interface End {
  readonly how: "delete" | "deactivate" | "retain";
  readonly isIrreversible: boolean;
  readonly says: string;
}

/** `onDelete` as the last `up` left it. */
export function policyOf({ outputs, inputs }: State): Json | undefined {
  return outputs["onDelete"] ?? inputs["onDelete"];
}

/** What deleting a person's resource does: the policy of the last `up`, `retainOnDelete`, else the dialect's way. */
export function endOfPerson(found: State, { dialect, title }: Service): End {
  if (found.isRetained) return { how: "retain", isIrreversible: false, says: "stays in the service (retainOnDelete)" };
  const given = policyOf(found);
  const how = given === "delete" || given === "deactivate" || given === "retain" ? given : dialect?.user.defaultEnd;
  if (how === "retain") return { how, isIrreversible: false, says: `stays in ${title} (onDelete: retain)` };
  if (how === "deactivate") return deactivation({ dialect, title });
  const says = dialect?.user.endNotice ?? `deleted from ${title} for good`;
  return { how: "delete", isIrreversible: true, says };
}

/** Whether only the service's dialect, which nobody has named, could tell what an end does; a DELETE is the worst of it. */
export function isEndGuessed(found: State, { dialect }: Service): boolean {
  const given = policyOf(found);
  return dialect === undefined && given === undefined && !found.isRetained;
}

/** What `active: false` does. */
export function deactivation({ dialect, title }: Pick<Service, "dialect" | "title">): End {
  const isGone = dialect?.user.inactiveIsGone === true;
  const says = isGone
    ? (dialect.user.endNotice ?? `removed from ${title} for good`)
    : `deactivated in ${title}; can be reactivated`;
  return { how: "deactivate", isIrreversible: isGone, says };
}

/** What deleting a group's resource does. */
export function endOfGroup(found: State, { dialect, title }: Service): End {
  const given = policyOf(found);
  const stays = found.isRetained || given === "retain" || (given === undefined && dialect?.group.delete === false);
  if (stays) return { how: "retain", isIrreversible: false, says: `stays in ${title}` };
  return { how: "delete", isIrreversible: true, says: `deleted from ${title} for good` };
}

/** As `isEndGuessed`, of a group. */
export function isGroupEndGuessed(found: State, { dialect }: Service): boolean {
  return dialect === undefined && policyOf(found) === undefined && !found.isRetained;
}

/** Whether the account is active at that moment; what nobody says is active. */
export function isActiveIn(state: State): boolean {
  return (state.inputs["active"] ?? state.outputs["active"] ?? true) !== false;
}

/** The same, of a person to be: what the program gives, else what the service has. */
export function willBeActive({ planned, found }: Course): boolean {
  const given = planned?.inputs["active"];
  if (typeof given === "boolean") return given;
  return found === undefined || isActiveIn({ ...found, inputs: {} });
}
