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

/** The org chart before and after the run as one picture; what was changed by hand is drawn for a refresh alone. */
export function pictureOfPlan(stacks: readonly StackFacts[], title: string): Picture {
  const chart = (isAfter: boolean): Chart => ({
    title,
    people: stacks.flatMap((stack, index) => peopleAt(stack, isAfter, stacks.length > 1 ? `${index} ` : "")),
  });
  return pictureOf(chart(true), chart(false));
}

function peopleAt({ company, fates }: StackFacts, isAfter: boolean, prefix: string): ChartPerson[] {
  const isRefresh = company.run.kind === "refresh";
  const moment: Moment = !isAfter ? "stated" : isRefresh ? "found" : "planned";
  const teams = byMember(pairsOf(company)[moment]);
  const keyOf = (key: string) => prefix + successor(fates, key);
  return company.people.flatMap((person): ChartPerson[] => {
    const state = person.course[moment];
    const fate = fates.get(person.key);
    const isNoLeaver = fate?.fate === "gone" && !fate.comesBack;
    if (!state || isNoLeaver) return [];
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
        isActive: isRefresh ? isActiveIn(state) : isActive(person, fate, isAfter),
      },
    ];
  });
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
