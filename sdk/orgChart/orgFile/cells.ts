const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(?:${MONTHS.join("|")}|mär|mai|okt|dez)[a-zä]*\\.?`;
const dayAndMonth = new RegExp(`^(?:\\d{1,2}(?:[-./ ]|\\. )${MONTH}|${MONTH}[-./ ]\\d{1,2})$`, "i");

/** Errors of formulas in the languages of spreadsheets: `#REF!`, `#NAME?`, `#BEZUG!`, `#¡VALOR!`. */
const formulaError = /^#(?:[¡¿]?(?:\p{L}|\/0)(?:[\p{L}/]|\/0)*[!?]|N\/A|NV|N\/D|GETTING_DATA)$/iu;
/** What databases and reports write where there is nothing. */
const NOTHING = [
  "NULL",
  "null",
  "(null)",
  "<null>",
  "N/A",
  "n/a",
  "NaN",
  "None",
  "(blank)",
  "undefined",
  "-",
  "--",
  "–",
  "—",
];

/** Days from Excel's day 0 (1899-12-30) to the Unix epoch. */
const EXCEL_EPOCH = 25_569;
const DAY_MS = 86_400_000;

/**
 * What a spreadsheet has done to a cell, with the way out; undefined for a cell that looks as its author wrote it. Dates
 * are judged by {@link dateProblem} only where a date belongs.
 */
export function damage(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first === 35) {
    if (/^#+$/.test(text)) {
      return `"${text}" is what a spreadsheet shows for a cell that is too narrow. Widen the column and export again.`;
    }
    if (formulaError.test(text)) {
      return `"${text}" is the error of a formula. Correct it in the spreadsheet and export again.`;
    }
    return undefined;
  }
  if (first === 61 && /^=[A-Z(]/.test(text)) {
    return `"${text}" is a formula, not its result. Export the values.`;
  }
  if (text.includes("Ã") && /Ã[\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/.test(text)) {
    return `"${text}" was saved as UTF-8 and opened as something else. Export it again as UTF-8.`;
  }
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) {
    return `"${text}" holds a control character, which nobody has typed. Take it out.`;
  }
  if (!/\d/.test(text)) return undefined;
  if (/^-?\d([.,]\d+)?E\+?\d+$/i.test(text) && /[.,+]/.test(text)) {
    return `"${text}" is a number that a spreadsheet has shortened; its digits are lost. Format the column as text and export again.`;
  }
  if (dayAndMonth.test(text)) {
    return `"${text}" looks like a date that a spreadsheet has made of something else. Format the column as text and enter it again.`;
  }
  return undefined;
}

/** Whether a text is one of those that stand for nothing, and are a name at times all the same. */
export function meansNothing(text: string): boolean {
  return text.length < 10 && NOTHING.includes(text);
}

/** What a spreadsheet does to whole numbers that are keys: `17` becomes `17.0` or `1,234`. */
export function keyDamage(text: string): string | undefined {
  const whole = /^(\d+)[.,]0+$/.exec(text)?.[1];
  if (whole !== undefined) {
    return `"${text}" is a number that a spreadsheet has changed; it was perhaps "${whole}". Format the column as text and export again.`;
  }
  if (/^\d{1,3}([.,' ]\d{3})+$/.test(text)) {
    return `"${text}" is a number with separators that a spreadsheet has put in. Format the column as text and export again.`;
  }
  return undefined;
}

/** The day `YYYY-MM-DD` that a text names; a time behind it is passed over. Undefined for anything else. */
export function day(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const date = match?.[1];
  if (date === undefined) return undefined;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && isoDay(at) === date ? date : undefined;
}

/** Why a text is no date, with the way out. */
export function dateProblem(text: string): string {
  const form = "Write it as YYYY-MM-DD";
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    const meant = isoDay((Number.parseInt(text, 10) - EXCEL_EPOCH) * DAY_MS);
    return `"${text}" is the number by which a spreadsheet keeps a date, perhaps ${meant}. ${form}.`;
  }
  const [, first = "", second = "", third = ""] = /^(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})$/.exec(text) ?? [];
  if (first !== "" && !/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const meant = first.length > 2 ? calendarDay(first, second, third) : dayOf(first, second, third);
    if (meant !== undefined) return `"${text}" is not a date: it is perhaps ${meant}. ${form}.`;
    return `"${text}" is not a date that can be read in one way only: day and month may be either. ${form}.`;
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `"${text}" is a day that no calendar has.`;
  return `"${text}" is not a date. ${form}.`;
}

/** The day of a date in which only one number can be the day. */
function dayOf(first: string, second: string, year: string): string | undefined {
  if (year.length !== 4 || (Number(first) <= 12 && Number(second) <= 12 && first !== second)) return undefined;
  return calendarDay(year, second, first) ?? calendarDay(year, first, second);
}

function calendarDay(year: string, month: string, date: string): string | undefined {
  return day(`${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`);
}

/** The day of a time in milliseconds, in UTC. */
export function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
