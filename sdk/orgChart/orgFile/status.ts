import { nearest } from "../../nearest.js";
import { checkShape } from "./checkShape.js";
import { type Draft } from "./draft.js";
import { type Located, type Problems } from "./problems.js";
import { statusShape } from "./shape.js";
import { folded } from "./texts.js";
import { child, fieldsOf, textOf, type Value } from "./values.js";

/** The header that `status` names, if it names one. */
export function statusColumn(status: Value | undefined): Located | undefined {
  const column = child(status, "column");
  const text = textOf(column);
  return column === undefined || text === undefined ? undefined : { text, origin: column.origin };
}

/**
 * Tells leavers by their status. Without a value map only `active` and `leaver` are known; a value that is not in the map
 * is a problem, since either guess could end somebody or keep them; so is none where the people `hasColumn` for it.
 */
export function leaverByStatus(
  status: Value | undefined,
  hasColumn: boolean,
  problems: Problems,
): (draft: Draft) => boolean {
  if (status !== undefined) checkShape(status, statusShape, "status", problems);
  const meanings = new Map<string, string>();
  const names: string[] = [];
  for (const { key, value, origin } of fieldsOf(child(status, "values"))) {
    const meaning = textOf(value) ?? "";
    const before = meanings.get(folded(key));
    if (before !== undefined && before !== meaning) {
      problems.add(origin, `the status "${key}" means ${before} and ${meaning}. Letter case makes no difference.`, key);
    }
    meanings.set(folded(key), meaning);
    names.push(key);
  }
  if (meanings.size === 0) {
    for (const name of ["active", "leaver"]) {
      meanings.set(name, name);
      names.push(name);
    }
  }
  return (draft) => {
    if (draft.status === undefined) {
      if (hasColumn) problems.add(draft.origin, `"${draft.key}" has no status. Fill the cell.`, "");
      return false;
    }
    const { text, origin } = draft.status;
    const meaning = meanings.get(folded(text));
    if (meaning === undefined) {
      const wayOut = `Correct it, or say in status.values whether it means active or leaver.`;
      problems.add(
        origin,
        `the status "${text}" of "${draft.key}" is not known.${nearest(text, names)} ${wayOut}`,
        text,
      );
    }
    return meaning === "leaver";
  };
}
