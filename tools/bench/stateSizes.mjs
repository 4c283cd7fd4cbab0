/**
 * Bytes of state: of the whole, as `pulumi stack export` prints it; of the average person and membership, as JSON without
 * spaces; and of the membership without the dependencies that the engine writes down (two URNs for each person).
 * @typedef {{ total: number, person: number, membership: number, membershipOwn: number }} StateSizes
 */

/** @typedef {{ urn: string, dependencies?: string[], propertyDependencies?: Record<string, string[]> }} Resource */

/**
 * @param {string} exported what `pulumi stack export` printed
 * @returns {StateSizes}
 */
export function stateSizes(exported) {
  /** @type {unknown} */
  const state = JSON.parse(exported);
  const { deployment } = /** @type {{ deployment: { resources: Resource[] } }} */ (state);
  const named = (/** @type {string} */ prefix) =>
    deployment.resources.filter(({ urn }) => urn.split("::").at(-1)?.startsWith(prefix));
  const memberships = named("members-");
  return {
    total: Buffer.byteLength(exported),
    person: average(named("person-")),
    membership: average(memberships),
    membershipOwn: average(
      memberships.map((one) => ({ ...one, dependencies: undefined, propertyDependencies: undefined })),
    ),
  };
}

/** @param {readonly object[]} resources */
function average(resources) {
  const bytes = resources.reduce((sum, resource) => sum + Buffer.byteLength(JSON.stringify(resource)), 0);
  return Math.round(bytes / Math.max(1, resources.length));
}
