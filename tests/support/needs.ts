/**
 * `it` for a test that needs something which a machine may lack. With a reason ("the npm registry") it becomes a skip whose
 * name says so; `npm test` counts it, and counts it as a failure with CI=true.
 *
 * ```ts
 * needs(process.env["PULUMI_SCIM_TEST_OFFLINE"])("installs with pnpm", async () => { … });
 * ```
 */
export function needs(missing: string | undefined): (name: string, body: () => Promise<void>) => void {
  if (missing === undefined) return it;
  const skip = it["skip"];
  return (name, body) => {
    skip(`${name} [needs ${missing}]`, body);
  };
}
