import { dateProblem, day, isoDay } from "./cells.js";
import { type Draft } from "./draft.js";
import { type Located, type Origin, type Problems } from "./problems.js";

const DAY_MS = 86_400_000;

/** Where somebody stands in time. */
export type Presence = "here" | "later" | "left";

/** Whose first and last day say what on `today`. */
export class Calendar {
  /**
   * `today` is `YYYY-MM-DD`; somebody is here from `joinDaysBefore` days before the startDate until the endDate, both days
   * included.
   */
  public constructor(
    public readonly today: string,
    private readonly joinDaysBefore: number,
    private readonly problems: Problems,
  ) {}

  public presence(draft: Draft): Presence {
    const start = this.#day(draft.startDate);
    const end = this.#day(draft.endDate);
    if (start !== undefined && end !== undefined && draft.endDate !== undefined && end < start) {
      const message = `"${draft.key}" ends on ${end}, before the first day ${start}. Correct one of the dates.`;
      this.problems.add(draft.endDate.origin, message, draft.endDate.text);
    }
    if (end !== undefined && end < this.today) return "left";
    return start !== undefined && before(start, this.joinDaysBefore) > this.today ? "later" : "here";
  }

  #day(date: Located | undefined): string | undefined {
    if (date === undefined) return undefined;
    const found = day(date.text);
    if (found === undefined) this.problems.add(date.origin, dateProblem(date.text), date.text);
    return found;
  }
}

/** Today in an IANA time zone; in UTC, and a problem, where there is no such zone. */
export function todayIn(timeZone: Located | undefined, problems: Problems, now = new Date()): string {
  try {
    // Swedish dates are written as ISO 8601 has them.
    const form = { timeZone: timeZone?.text ?? "UTC", year: "numeric", month: "2-digit", day: "2-digit" } as const;
    return new Intl.DateTimeFormat("sv-SE", form).format(now);
  } catch {
    if (timeZone !== undefined) {
      const message = `there is no time zone "${timeZone.text}". Give an IANA name such as "Europe/Berlin".`;
      problems.add(timeZone.origin, message, timeZone.text);
    }
    return isoDay(now.getTime());
  }
}

/** The day that `today` was given as; anything else is a problem. */
export function givenDay(today: string, origin: Origin, problems: Problems): string {
  const found = day(today);
  if (found === undefined) problems.add(origin, `today: ${dateProblem(today)}`, today);
  return found ?? today;
}

function before(date: string, days: number): string {
  return days === 0 ? date : isoDay(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS);
}
