import { extname } from "node:path";
import { type Chart, type ChartPerson } from "../chart/chart.js";
import { html } from "../chart/html.js";
import { mermaid } from "../chart/mermaid.js";
import { type Picture, pictureOf } from "../chart/picture.js";
import { svg } from "../chart/svg.js";
import { textTree } from "../chart/textTree.js";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { type Member, type Moment } from "./facts/company.js";
import { type Fate, managerOf } from "./facts/fates.js";
import { byMember, pairsOf } from "./facts/pairs.js";
import { isActiveIn, willBeActive } from "./facts/ends.js";
import { plainText, propertiesOf } from "./facts/values.js";
import { type StackFacts } from "./report/transfers.js";

/** What draws one kind of file. */
type Drawer = (picture: Picture) => string | Promise<string>;

const DRAWERS: Readonly<Record<string, Drawer>> = {
  ".svg": svg,
  ".html": html,
  ".htm": html,
  ".mmd": mermaid,
  ".mermaid": mermaid,
  ".txt": (picture) => textTree(picture, false),
};

/** Draws a picture as the ending of the file's name asks; another ending is wrong use. */
export async function draw(picture: Picture, file: string): Promise<string> {
  return drawerOf(file)(picture);
}

/** Throws for a file whose ending names no format, before any work is done. */
export function drawerOf(file: string): Drawer {
  const drawer = DRAWERS[extname(file).toLowerCase()];
  if (drawer) return drawer;
  const endings = Object.keys(DRAWERS).join(", ");
  throw new CommandError(
    `Could not tell the format of the picture ${file}. Let it end with ${endings}.`,
    EXIT.wrongUse,
  );
}

/** The org chart as the service was found, and as it is to be, as one picture of what leads from one to the other. */
export function pictureOfPlan(stacks: readonly StackFacts[], title: string): Picture {
  const chart = (moment: "found" | "planned"): Chart => ({
    title,
    people: stacks.flatMap((stack, index) => peopleAt(stack, moment, stacks.length > 1 ? `${index} ` : "")),
  });
  return pictureOf(chart("planned"), chart("found"));
}

function peopleAt({ company, fates }: StackFacts, moment: Exclude<Moment, "stated">, prefix: string): ChartPerson[] {
  const teams = byMember(pairsOf(company)[moment]);
  const keyOf = (key: string) => prefix + successor(fates, key);
  return company.people.flatMap((person): ChartPerson[] => {
    const state = person.course[moment];
    if (!state) return [];
    const properties = propertiesOf(state);
    const manager = managerOf(company, person, moment);
    return [
      {
        key: keyOf(person.key),
        userName: person.userName,
        name: person.name,
        title: plainText(properties["title"]),
        detail: plainText(properties["department"]),
        manager: manager && keyOf(manager.key),
        teams: teams.get(person.key) ?? [],
        isActive: activeAt(person, moment),
      },
    ];
  });
}

function activeAt({ course }: Member, moment: Moment): boolean {
  if (moment === "planned") return willBeActive(course);
  const state = course[moment];
  return state !== undefined && isActiveIn(state);
}

/** Somebody whose resource has another name is drawn once. */
function successor(fates: ReadonlyMap<string, Fate>, key: string): string {
  const fate = fates.get(key);
  return fate?.fate === "renamed" ? fate.successor.key : key;
}
