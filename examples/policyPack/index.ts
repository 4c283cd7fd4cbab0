import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";

interface Settings {
  /** UserNames of those who report to nobody. */
  readonly roots?: string[];
  /** Most people that one run may end. */
  readonly most?: number;
}

/** The manager who is created in the same run is not known in a preview, which reading the value says by an error. */
function hasManager(props: Record<string, unknown>): boolean {
  try {
    return props["manager"] !== undefined && props["manager"] !== null;
  } catch {
    return true;
  }
}

const everybodyHasAManager: ResourceValidationPolicy = {
  name: "everybody-has-a-manager",
  description: "Everybody has a manager, except those who are listed as roots.",
  enforcementLevel: "mandatory",
  configSchema: { properties: { roots: { type: "array", items: { type: "string" }, default: [] } } },
  validateResource: (resource, reportViolation) => {
    const { type, props } = resource;
    if (type !== "pulumi-nodejs:dynamic/scim:User") return;
    const { roots = [] } = resource.getConfig<Settings>();
    const userName: unknown = props["userName"];
    if (typeof userName !== "string" || roots.includes(userName)) return;
    if (!hasManager(props)) reportViolation(`${userName} has no manager.`);
  },
};

// A policy pack sees whoever stays, never whoever goes: so it sees to it that the provider's own guard is set.
const leaversAreLimited: ResourceValidationPolicy = {
  name: "leavers-are-limited",
  description: "Every connection limits how many people one run may end (maxLeavers).",
  enforcementLevel: "mandatory",
  configSchema: { properties: { most: { type: "integer", minimum: 0, default: 5 } } },
  validateResource: (resource, reportViolation) => {
    const { type, name, props } = resource;
    if (type !== "pulumi:providers:pulumi-nodejs") return;
    const { most = 5 } = resource.getConfig<Settings>();
    const limit = Number(props["scim:maxLeavers"] ?? Number.NaN);
    if (!(limit <= most)) reportViolation(`The connection ${name} needs maxLeavers of at most ${most}.`);
  },
};

new PolicyPack("scim", { policies: [everybodyHasAManager, leaversAreLimited] });
