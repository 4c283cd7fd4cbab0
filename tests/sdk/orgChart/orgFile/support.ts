import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Org, OrgFileError, type OrgOptions, readOrg } from "../../../../sdk/orgChart/orgFile/org.js";

/** Reads an org file of these texts by name; `org.yaml` is the file itself. Places in problems show names only. */
export function orgIn(files: Record<string, string | Buffer>, options: OrgOptions = {}, main = "org.yaml"): Org {
  const folder = mkdtempSync(join(tmpdir(), "org-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return readOrg(join(folder, main), options);
  } catch (error) {
    if (!(error instanceof OrgFileError)) throw error;
    const bare = (text: string) => text.replaceAll(`${folder}/`, "");
    throw new OrgFileError(
      bare(error.file),
      error.problems.map((problem) => ({ ...problem, file: bare(problem.file), message: bare(problem.message) })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads an org file in YAML. */
export function org(yaml: string, options: OrgOptions = {}): Org {
  return orgIn({ "org.yaml": yaml }, options);
}

/** Reads a table with an org file of this YAML. */
export function orgOfTable(yaml: string, csv: string | Buffer, options: OrgOptions = {}): Org {
  return orgIn({ "org.yaml": yaml, "people.csv": csv }, options);
}

/** What is wrong, one problem a line, as `line:column message`, or `file:line:column message` for other files. */
export function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof OrgFileError)) throw error;
    return error.problems.map(({ file, line, column, message }) => {
      const place = line === undefined ? file : `${line}:${column ?? ""}`;
      return `${file === "org.yaml" || line === undefined ? place : `${file}:${place}`} ${message}`;
    });
  }
  return [];
}
