import { dirname } from "node:path";
import { type Origin, Problems, problemText } from "./problems.js";
import { orgKeys, Resolution, type Org, type OrgOptions } from "./resolution.js";
import { readSource } from "./source.js";
import { valueOfCode } from "./values.js";
import { valueOfText } from "./yaml.js";

export { type OrgPerson } from "./people.js";
export { type Org, type OrgOptions } from "./resolution.js";
export { type OrgTeam } from "./teams.js";
export { OrgFileError, type Place, type Problem, problemText } from "./problems.js";

/** An org chart in code, of the shape that an org file has. Attributes may also be Outputs. */
export interface OrgData {
  people: object;
  teams?: object | undefined;
  defaults?: object | undefined;
  domain?: string | undefined;
  status?: object | undefined;
  joinDaysBefore?: number | undefined;
  timeZone?: string | undefined;
  leavers?: "end" | "inactive" | undefined;
  include?: object | undefined;
  services?: object | undefined;
  lookup?: object | undefined;
  oneRoot?: boolean | undefined;
  nestedTeams?: boolean | undefined;
}

/**
 * Reads an org file (YAML or JSON, its people in the file or in a CSV beside it) and works out who is meant, whose manager
 * is who and who is in which team. Throws {@link OrgFileError} with all that is wrong in the file and its table.
 */
export function readOrg(file: string, options: OrgOptions = {}): Org {
  const problems = new Problems();
  const start: Origin = { place: () => ({ file }) };
  const source = readSource(file, file, start, problems);
  const value = source === undefined ? undefined : valueOfText(source, problems);
  if (value === undefined) {
    problems.throwIfAny(file);
    problems.add(source ?? start, "the file is empty. It would end everybody; restore it.");
    problems.throwIfAny(file);
  }
  const place = { file, folder: dirname(file), isFile: true };
  return new Resolution(value ?? valueOfCode(null, file), place, options, problems).org();
}

/** The same for an org chart in code; places in problems are paths such as `people.ada.manager`. Other keys are passed over. */
export function orgOf(data: OrgData, options: OrgOptions = {}): Org {
  const place = { file: "in the program", folder: ".", isFile: false };
  const known = Object.entries(data).filter(([key]) => orgKeys.includes(key));
  return new Resolution(valueOfCode(Object.fromEntries(known), ""), place, options, new Problems()).org();
}

/** The lines that a reader should see beside the result: the day that was taken for today, and the warnings. */
export function remarks(org: Org): string[] {
  return [...org.notes, ...org.warnings.map(problemText)];
}
