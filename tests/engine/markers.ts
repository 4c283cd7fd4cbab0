import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What each marker is found by: letters and digits that look the same in a URL, in JSON and in HTML. */
const cores = new Map<string, string>();

/** A text of its own that occurs nowhere by chance, as `form` makes it of its core. */
export function marker(name: string, form: (core: string) => string = (core) => core): string {
  const core = randomBytes(9).toString("hex");
  cores.set(name, core);
  return form(core);
}

/** Something that was printed or written, and where. */
export interface Leftover {
  readonly where: string;
  readonly text: string;
}

/** Every file below a folder, links not followed, with what is in it. */
export function filesBelow(folder: string): Leftover[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const where = join(entry.parentPath, entry.name);
    return lstatSync(where).isFile()
      ? [{ where: where.slice(folder.length), text: readFileSync(where, "latin1") }]
      : [];
  });
}

/** Which markers stand where, in clear or in base64, wherever in a longer text they begin; all of them but for `except`. */
export function markersIn(leftovers: readonly Leftover[], except: readonly string[] = []): string[] {
  const wanted = [...cores].filter(([name]) => !except.includes(name));
  return leftovers.flatMap(({ where, text }) =>
    wanted.flatMap(([name, core]) => {
      const form = [core, ...base64Of(core)].find((candidate) => text.includes(candidate));
      if (form === undefined) return [];
      const at = text.indexOf(form);
      return [`${name} in ${where}: ${text.slice(Math.max(0, at - 80), at + form.length + 20)}`];
    }),
  );
}

/** Base64 of the core behind 0, 1 and 2 other bytes, without what its neighbours have a part in. */
function base64Of(core: string): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(core)]);
    return bytes.toString("base64").slice(4, -4);
  });
}
