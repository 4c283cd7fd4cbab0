import { run } from "../lib/run.mjs";

/**
 * PyPI scim2-tester through scim2-cli. Its exit code is 0 when no check ended in an error; each check is a line "STATUS name" with its
 * explanation below.
 * @param {(program: string) => string} program
 * @param {import("./service.mjs").Service} service
 * @returns {Promise<import("./service.mjs").Verdict>}
 */
export async function scim2Tester(program, { url, token }) {
  const name = "scim2-tester";
  const env = { ...process.env, SCIM_CLI_HEADERS: `Authorization: Bearer ${token}`, NO_COLOR: "1" };
  const { code, stdout, stderr } = await run(program("scim2"), ["--url", url, "test"], { env, timeoutSeconds: 300 });
  const lines = stdout.split("\n");
  const count = (/** @type {string} */ status) => lines.filter((line) => line.startsWith(`${status} `)).length;
  const complaints = lines.flatMap((line, index) => {
    if (!/^(ERROR|CRITICAL) /.test(line)) return [];
    const end = lines.findIndex((later, at) => at > index && /^[A-Z]+ /.test(later));
    return [
      lines
        .slice(index, end === -1 ? undefined : end)
        .join("\n")
        .trim(),
    ];
  });
  if (code !== 0 && complaints.length === 0)
    complaints.push(`exit code ${code ?? "none"}\n${stdout}\n${stderr}`.trim());
  return { name, passed: count("SUCCESS"), complaints, skipped: count("SKIPPED") };
}
