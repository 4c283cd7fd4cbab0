import { createRequire } from "node:module";
import type * as OrgFile from "./orgFile/org.js";

/** The reader of org files, loaded when a chart needs it: programs without one start without its parsers. */
export function orgFileReader(): typeof OrgFile {
  return createRequire(__filename)("./orgFile/org.js") as typeof OrgFile;
}
