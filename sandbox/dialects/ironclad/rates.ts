import { type RateLimit } from "../../slidingWindow.js";
import { type IroncladSwitches } from "./switches.js";

/** W1, per account and minute: PATCH and DELETE of users 50, all else on users 600, groups 600. */
export function rates({ changesLimit, otherLimit, rateWindowMs, retryAfter }: IroncladSwitches): RateLimit[] {
  const about = (path: string): string | undefined => /\/(Users|Groups)(?:\/|$)/.exec(path)?.[1];
  const changes = (method: string): boolean => method === "PATCH" || method === "DELETE";
  const rate = (
    what: string,
    limit: number | false,
    applies: (method: string, path: string) => boolean,
  ): RateLimit[] => (limit === false ? [] : [{ what, limit, windowMs: rateWindowMs, retryAfter, applies }]);
  return [
    ...rate("changes of users", changesLimit, (method, path) => about(path) === "Users" && changes(method)),
    ...rate("other requests on users", otherLimit, (method, path) => about(path) === "Users" && !changes(method)),
    ...rate("requests on groups", otherLimit, (_, path) => about(path) === "Groups"),
  ];
}
