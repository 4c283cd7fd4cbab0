import { basename } from "node:path";
import { isObject, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { type Org, OrgFileError, type OrgOptions, readOrg, remarks } from "../../../sdk/orgChart/orgFile/org.js";
import { CommandError } from "../../commandError.js";
import { EXIT } from "../../exit.js";
import { type Chart } from "../chart.js";
import { chartOf, namesOf, saidText, type SourcePerson } from "./person.js";
import { teamsOfPeople } from "./teams.js";

/** An org file counts as one service, whose ids are the keys of the file. */
const SERVICE = "";

/**
 * The people, managers and teams of an org file and its table. What the reader should know beside it (the day that counted as
 * today, warnings) goes to `say`, a line at a time. A file that cannot be used is wrong use, with all its problems.
 */
export function fromOrg(file: string, options: OrgOptions, say?: (line: string) => void): Chart {
  try {
    const org = readOrg(file, options);
    for (const line of remarks(org)) say?.(line);
    return chartOfOrg(basename(file), org);
  } catch (error) {
    if (error instanceof OrgFileError) throw new CommandError(error.message, EXIT.wrongUse);
    throw error;
  }
}

/** The chart of an org file that has been read; managers of another system are in it as far as they are known. */
export function chartOfOrg(title: string, org: Org): Chart {
  const people = [...org.people.values()].map(({ key, attributes, manager, was }): SourcePerson => {
    const user = jsonOf(attributes);
    return {
      service: SERVICE,
      id: key,
      externalId: textOf(user["externalId"]) ?? key,
      userName: textOf(user["userName"]),
      names: namesOf(user),
      title: saidText(user["title"]),
      department: saidText(user["department"]),
      manager: manager ?? undefined,
      was,
      isActive: user["active"] !== false,
      isReference: false,
    };
  });
  const outside = [...org.lookup].map(([key, by]): SourcePerson => {
    const { userName, externalId, email }: { userName?: string; externalId?: string; email?: string } = by;
    const address = userName ?? email;
    const names = [address ?? externalId ?? key];
    return { service: SERVICE, id: key, externalId, userName: address, names, isActive: true, isReference: true };
  });
  const groups = [...org.teams.values()].map(({ key, displayName, members, teams: inner }) => {
    return { service: SERVICE, id: key, name: displayName, people: members, groups: inner };
  });
  return chartOf(title, [...people, ...outside], teamsOfPeople(groups));
}

/** Attributes of a file are what YAML, JSON and CSV hold; whatever else code could give is nothing to draw. */
function jsonOf(attributes: Readonly<Record<string, unknown>>): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify(attributes));
  return isObject(value) ? value : {};
}
