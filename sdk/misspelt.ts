import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";

/** Variables of one run that are no options. */
const LIFTED = ["SCIM_ALLOW_LEAVERS", "SCIM_ALLOW_GONE"];
/** Ends of the variables that hold secrets of a ScimService, whose names are the program's own. */
const OF_SERVICES = /_(TOKEN|PASSWORD|CLIENT_SECRET|HEADERS)$/;

const said = new Set<string>();

/**
 * Warns, once in a process, of each key `scim:…` of the stack's configuration and each variable `SCIM_…` that is nearly an
 * option of the default connection: a guard that was misspelt would be off in silence. Whatever is like none is somebody else's.
 */
export function warnOfMisspelt(options: readonly string[]): void {
  const keys = options.map((option) => `scim:${option}`);
  const variables = [...options.map(environmentName), ...LIFTED];
  const given = [
    ...Object.keys(pulumi.runtime.allConfig()).map((name) => ({ name, meant: meantBy(name, "scim:", keys) })),
    ...Object.keys(process.env)
      .filter((name) => !OF_SERVICES.test(name))
      .map((name) => ({ name, meant: meantBy(name, "SCIM_", variables) })),
  ];
  for (const { name, meant } of given) {
    if (meant === undefined || said.has(name)) continue;
    said.add(name);
    void pulumi.log.warn(`${name} is no option of a SCIM connection and has no effect. Did you mean ${meant}?`);
  }
}

/** The known name that is nearly this one: a quarter of its own characters may differ, two at most. */
function meantBy(name: string, prefix: string, known: readonly string[]): string | undefined {
  if (!name.startsWith(prefix) || known.includes(name)) return undefined;
  const differ = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  const may = Math.min(2, Math.floor((name.length - prefix.length) / 4));
  return known.find((candidate) => differ(candidate) <= may);
}

/** `maxLeavers` → `SCIM_MAX_LEAVERS`. */
function environmentName(option: string): string {
  return `SCIM_${option.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
}
