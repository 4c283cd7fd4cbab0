import { type JsonObject } from "../../provider/scim/json.js";
import { type Chart, type ChartPerson } from "../chart/chart.js";
import { draw, ENDINGS, type Format, formatOfFile } from "../chart/draw.js";
import { namesOf } from "../chart/sources/person.js";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { type Member, type Moment } from "./facts/company.js";
import { type Fate, managerOf } from "./facts/fates.js";
import { byMember, pairsOf } from "./facts/pairs.js";
import { isActiveIn, willBeActive } from "./facts/ends.js";
import { plainText, propertiesOf } from "./facts/values.js";
import { type StackFacts } from "./report/transfers.js";

/** The format that the ending of the file's name asks for. Throws for another ending. */
export function formatOfPicture(file: string): Format {
  const format = formatOfFile(file);
  if (format !== undefined) return format;
  throw new CommandError(
    `Could not tell the format of the picture ${file}. Let it end with ${ENDINGS.join(", ")}.`,
    EXIT.wrongUse,
  );
}

/**
 * Draws the org chart before and after the run as one picture: those to whom something happens and their managers, and
 * everybody only on a page, which folds. What was changed by hand is drawn for a refresh alone.
 */
export async function drawPlan(stacks: readonly StackFacts[], title: string, format: Format): Promise<string> {
  const chart = (isAfter: boolean): Chart => ({
    title,
    people: stacks.flatMap((stack, index) => peopleAt(stack, isAfter, stacks.length > 1 ? `${index} ` : "")),
  });
  const warn = (line: string): void => void process.stderr.write(`${line}\n`);
  return draw({ chart: chart(true), before: chart(false), format, onlyChanges: format !== "html", warn });
}

function peopleAt({ company, fates }: StackFacts, isAfter: boolean, prefix: string): ChartPerson[] {
  const isRefresh = company.run.kind === "refresh";
  const moment: Moment = !isAfter ? "stated" : isRefresh ? "found" : "planned";
  const pairs = pairsOf(company);
  const [before, teams] = [byMember(pairs.found), byMember(pairs[moment])];
  const keyOf = (key: string) => prefix + successor(fates, key);
  return company.people.flatMap((person): ChartPerson[] => {
    const fate = fates.get(person.key);
    // Whom the stack only manages no longer stays as they are.
    const isReleased = fate?.fate === "released";
    const state = person.course[isReleased ? "found" : moment];
    const isNoLeaver = fate?.fate === "gone" && !fate.comesBack;
    if (!state || isNoLeaver) return [];
    const properties = propertiesOf(state);
    const manager = managerOf(company, person, isReleased ? "found" : moment);
    return [
      {
        key: keyOf(person.key),
        userName: person.userName,
        name: nameAt(person, properties),
        title: plainText(properties["title"]),
        detail: plainText(properties["department"]),
        manager: manager && keyOf(manager.key),
        teams: (isReleased ? before : teams).get(person.key) ?? [],
        isActive: isRefresh || isReleased ? isActiveIn(state) : isActive(person, fate, isAfter),
      },
    ];
  });
}

/** A name that only the run itself will tell is no new one. */
function nameAt({ name }: Member, properties: JsonObject): string {
  const names = namesOf(properties, plainText);
  return names.includes(name) ? name : names[0] || name;
}

/** Whoever was made inactive by hand, and stays so, does not leave in this run. */
function isActive({ course }: Member, fate: Fate | undefined, isAfter: boolean): boolean {
  if (isAfter) return willBeActive(course);
  const { stated, found } = course;
  return (
    stated !== undefined && isActiveIn(fate?.fate === "stays" && !willBeActive(course) ? (found ?? stated) : stated)
  );
}

/** Somebody whose resource has another name is drawn once. */
function successor(fates: ReadonlyMap<string, Fate>, key: string): string {
  const fate = fates.get(key);
  return fate?.fate === "renamed" ? fate.successor.key : key;
}
