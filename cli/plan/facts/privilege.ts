/** Attributes of RFC 7643 section 4.1.2 that give rights, and vendors' arguments that do nothing else. */
const GIVERS = ["roles", "entitlements", "absorb.userManagementSettings"] as const;
/** Words in names of attributes that give rights. */
const TELLING = /(^|[^a-z])(admin|super ?user|owner|role|entitlement|permission|privilege|scope)/;
/** Words in names of groups and values. */
const POWERFUL = /(^|[^a-z])(admins?|administrators?|owners?|root|super ?users?|privileged|sudoers?)($|[^a-z])/;

/** Whether an attribute of that path (as the program gives it) gives or takes rights. */
export function isPrivilege(path: string): boolean {
  return GIVERS.some((name) => path === name || path.startsWith(`${name}.`)) || TELLING.test(words(path));
}

/** Whether a group's name says that its members may do more than others. */
export function isPowerfulGroup(name: string): boolean {
  return POWERFUL.test(words(name));
}

/** camelCase, snake_case and kebab-case as words in lower case. */
function words(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]/g, " ")
    .toLowerCase();
}
