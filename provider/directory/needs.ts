import { type Dialect } from "../dialects/index.js";

/** The base URLs that the service publishes, for the message that there is none; empty where it publishes none. */
export function knownEndpoints({ title, connection: { endpoints } }: Dialect): string {
  if (endpoints.length === 0) return "";
  return ` (${title} has ${endpoints.map(({ url, what }) => `${url}, ${what}`).join("; ")})`;
}

/** What is wrong with a connection by what its service says of itself: a known host with another path, a header too few or too many. */
export function serviceProblems(
  { title, connection: { endpoints, actor } }: Dialect,
  endpoint: string | undefined,
  headers: Readonly<Record<string, string>>,
): string[] {
  const problems: string[] = [];
  const known = endpoints.filter(({ url }) => endpoint !== undefined && new URL(url).host === new URL(endpoint).host);
  const [own] = known;
  if (own && known.every(({ url }) => url !== endpoint))
    problems.push(`endpoint: ${title}'s base URL on that host is ${own.url}`);
  if (!actor) return problems;
  const isSent = (name: string) => Object.keys(headers).some((header) => header.toLowerCase() === name);
  const sent = [actor.userName, actor.id].filter(isSent);
  if (sent.length === 2) problems.push(`headers: both ${sent.join(" and ")}; ${title} takes one of them`);
  if (sent.length === 0 && actor.required)
    problems.push(
      `headers: ${title} needs ${actor.userName} (a person's userName) or ${actor.id}, in whose name requests are made`,
    );
  return problems;
}
