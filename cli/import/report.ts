import { textOf } from "../../provider/scim/json.js";
import { cleanText } from "../chart/cleanText.js";
import { type Choice } from "./choice.js";
import { type Company } from "./company.js";

/** How many notes of a run are printed; a service may give one for each of thousands. */
const SHOWN = 30;

/** UserNames that people rarely have. */
const MACHINE =
  /^(?:svc|service|api|bot|no-?reply|admin|administrator|root|system|scim|sync|integration|test)(?:[-_.@\d]|$)/i;

/** What a reader should know beside the files, one thing a line. */
export function reportOf(company: Company, choice: Choice, notes: readonly string[]): string[] {
  const lines: string[] = [];
  if (choice.inactive > 0)
    lines.push(`${counted(choice.inactive)} inactive and left out (--inactive takes them in, with active: false).`);
  if (choice.excluded > 0) lines.push(`${counted(choice.excluded)} left out by --exclude.`);
  if (choice.others > 0) lines.push(`${counted(choice.others)} not chosen.`);
  if (company.lookups.size > 0)
    lines.push(`${counted(company.lookups.size)} looked up, as managers who are not imported themselves.`);
  const machines = company.people
    .map(({ args }) => textOf(args["userName"]) ?? "")
    .filter((name) => MACHINE.test(name));
  if (machines.length > 0)
    lines.push(`${machines.length} may be no people: ${listed(machines)}. --exclude PATTERN leaves such out.`);
  const left = [...company.leftOut].sort(([a], [b]) => (a < b ? -1 : 1));
  if (left.length > 0)
    lines.push(
      `Left out, and so not managed: ${left.map(([name, count]) => `${name} (${count})`).join(", ")}. --with NAME takes one in.`,
    );
  const clean = [...notes, ...company.notes].map(cleanText);
  lines.push(...clean.slice(0, SHOWN));
  if (clean.length > SHOWN) lines.push(`… and ${clean.length - SHOWN} more of this kind.`);
  return lines;
}

function counted(number: number): string {
  return number === 1 ? "1 person is" : `${number.toLocaleString("en-US")} people are`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(cleanText).join(", ");
  return names.length > 5 ? `${shown}, …` : shown;
}
