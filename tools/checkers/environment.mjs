import { join } from "node:path";
import { pythonEnvironment } from "../lib/python.mjs";

export { LackingError } from "../lib/python.mjs";

/** The Python environment with the checkers of requirements.txt. */
export function checkerEnvironment() {
  const requirements = join(import.meta.dirname, "requirements.txt");
  return pythonEnvironment({ name: "checkers", what: "the SCIM checkers", requirements });
}
