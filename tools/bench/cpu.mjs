import { existsSync, readFileSync } from "node:fs";

const file = "/proc/self/stat";
/** USER_HZ, which is 100 on every platform that Node runs on. */
const ticksPerSecond = 100;

/**
 * The processor seconds of all children that have ended so far, with their own children; undefined where there is no /proc.
 * Unlike the time on the clock it hardly depends on what else the machine does.
 */
export function childrenCpuSeconds() {
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, "utf8");
  // proc(5): after the name in brackets come state (field 3) and so on; cutime and cstime are fields 16 and 17.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}
