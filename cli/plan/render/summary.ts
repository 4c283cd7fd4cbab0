import { counted } from "../../words.js";
import { type Counts, type PlanReport } from "../report/model.js";

const WORDS: readonly (readonly [keyof Counts, string, string])[] = [
  ["joiners", "joins", "join"],
  ["leavers", "leaves", "leave"],
  ["transfers", "goes to another stack", "go to another stack"],
  ["moves", "moves", "move"],
  ["changed", "changes", "change"],
];
const THINGS: readonly (readonly [keyof Counts, string, string])[] = [
  ["groups", "group changed", "groups changed"],
  ["membershipsGained", "membership gained", "memberships gained"],
  ["membershipsLost", "membership lost", "memberships lost"],
  ["drift", "change by hand found in the service", "changes by hand found in the service"],
];

/** How many of what, in one sentence: "3 people join, 1 person leaves, 2 groups changed." */
export function summaryOf({ counts, isEmpty, released }: PlanReport): string {
  if (isEmpty) return "Nothing changes.";
  const told: string[] = [];
  for (const [key, one, many] of WORDS) {
    const noun = told.length === 0 ? " people" : "";
    if (counts[key] > 0) told.push(counts[key] === 1 ? `1 person ${one}` : `${counts[key]}${noun} ${many}`);
  }
  for (const [key, one, many] of THINGS) {
    if (counts[key] > 0) told.push(counted(counts[key], one, many));
  }
  if (released.length > 0) told.push(`${counted(released.length, "person", "people")} no longer managed`);
  return told.length === 0 ? "Nothing changes for people." : `${told.join(", ")}.`;
}

/** The counts that are not zero, with their headings. */
export function countsShown({ counts }: PlanReport): { title: string; count: number }[] {
  const titles: Record<keyof Counts, string> = {
    joiners: "Join",
    leavers: "Leave",
    transfers: "Change stack",
    moves: "Move",
    changed: "Change",
    groups: "Groups",
    membershipsGained: "Memberships +",
    membershipsLost: "Memberships −",
    drift: "Drift",
  };
  return [...WORDS, ...THINGS].map(([key]) => ({ title: titles[key], count: counts[key] }));
}

/** Which stacks of which services, and what was looked at. */
export function headingOf({ stacks }: PlanReport): string {
  const names = stacks.map(({ project, stack }) => (project === "" ? stack : `${project}/${stack}`));
  return names.join(", ") || "a stack";
}

/** What the report rests on, in sentences. */
export function basisOf({ stacks, commit }: PlanReport): string[] {
  const services = [...new Set(stacks.flatMap((one) => one.services))];
  const people = stacks.reduce((total, one) => total + one.people, 0);
  const others = stacks.flatMap((one) => Object.values(one.others)).reduce((total, count) => total + count, 0);
  const kinds = new Set(stacks.map(({ kind }) => kind));
  return [
    ...(services.length === 0 ? [] : [`Service: ${services.join(", ")}`]),
    ...(commit === undefined ? [] : [`Commit: ${commit}`]),
    ...(stacks.every(({ isWhole }) => isWhole) ? [`People before: ${people}`] : []),
    ...(kinds.has("destroy") ? ["This destroys the stack."] : []),
    ...(kinds.has("refresh") ? ["This only looks at the service: no program was run."] : []),
    ...(stacks.every(({ isRefreshed }) => isRefreshed)
      ? []
      : ["The service was not looked at, so that drift is not shown (preview with --refresh)."]),
    ...(others === 0 ? [] : [`Other packages' resources that change besides: ${others}; see Pulumi's own preview.`]),
  ];
}
