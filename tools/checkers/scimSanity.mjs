import { run } from "../lib/run.mjs";

/**
 * PyPI scim-sanity in its strict mode, whose exit code is 0 when nothing failed; each check is a line "[STATUS] name", its explanation
 * below.
 * @param {(program: string) => string} program
 * @param {import("./service.mjs").Service} service
 * @returns {Promise<import("./service.mjs").Verdict>}
 */
export async function scimSanity(program, { url, token }) {
  const name = "scim-sanity";
  const args = ["probe", url, "--token", token, "--strict", "--i-accept-side-effects"];
  const env = { ...process.env, NO_COLOR: "1" };
  const { code, stdout, stderr } = await run(program("scim-sanity"), args, { env, timeoutSeconds: 300 });
  const lines = stdout.split("\n");
  const count = (/** @type {string} */ status) => lines.filter((line) => line.trim().startsWith(`[${status}]`)).length;
  const complaints = lines.flatMap((line, index) =>
    /^\s*\[(FAIL|ERROR|WARN)\]/.test(line) ? [`${line.trim()} ${(lines[index + 1] ?? "").trim()}`] : [],
  );
  if (code !== 0 && complaints.length === 0)
    complaints.push(`exit code ${code ?? "none"}\n${stdout}\n${stderr}`.trim());
  return { name, passed: count("PASS"), complaints, skipped: count("SKIP") };
}
