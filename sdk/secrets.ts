import * as pulumi from "@pulumi/pulumi";
import { isLater } from "./references.js";

/** Attributes whose values are secret when the program does not give `secretAttributes`. */
export const defaultSecretAttributes: readonly string[] = [
  "password",
  "birthday",
  "gender",
  "addresses",
  "phoneNumbers",
];

/** Arguments that hold further attributes, with those that can be in them; `undefined`: any. */
const containers: Record<string, readonly string[] | undefined> = {
  name: ["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"],
  leapsome: [
    "additionalManagers",
    "level",
    "location",
    "startDate",
    "endDate",
    "birthday",
    "gender",
    "customAttributes",
    "employmentType",
    "attachments",
  ],
  absorb: ["location", "dateHired", "gender", "customFields", "userManagementSettings"],
  ironclad: ["departmentHead", "allowProviderConversion", "provider"],
  extensions: undefined,
};

/** Names that only ever stand at the top, so that they give no reason to hide all extensions. */
const topOnly = new Set(["password", "addresses", "phoneNumbers"]);

/** Which attributes of one person are secret. */
export class Secrets {
  readonly #names: ReadonlySet<string>;

  /**
   * `names` is the argument `secretAttributes`; other than a list, it is refused by the provider's check. `password` is
   * always one of them. A dotted name (`leapsome.birthday`) counts by its last part.
   */
  constructor(names: unknown) {
    const given: unknown[] = Array.isArray(names) ? names : [...defaultSecretAttributes];
    const texts = given.filter((name) => typeof name === "string");
    this.#names = new Set(["password", ...texts.flatMap((name) => [name, name.slice(name.lastIndexOf(".") + 1)])]);
  }

  /**
   * Wraps each secret value, at the top and inside vendor blocks and extensions. Pulumi hides an input only where the
   * input itself is a secret; `additionalSecretOutputs` alone would leave it in clear in state and preview.
   */
  wrap(args: object): Record<string, unknown> {
    return mapValues(args, (key, value) => {
      if (this.#names.has(key)) return secret(value);
      if (!(key in containers)) return value;
      if (isLater(value)) return this.#mayHold(key) ? secret(value) : value;
      if (key !== "extensions" || !isPlain(value)) return this.#within(value);
      return mapValues(value, (_urn, below) => (isLater(below) ? secret(below) : this.#within(below)));
    });
  }

  /**
   * Which of `topLevel` belong into `additionalSecretOutputs`. Pulumi knows top-level names only, so a block that may
   * hold a secret attribute is hidden whole in outputs: the service can answer with one that the program never gave.
   */
  outputs(topLevel: readonly string[]): string[] {
    return topLevel.filter((name) => this.#names.has(name) || (name in containers && this.#mayHold(name)));
  }

  #mayHold(container: string): boolean {
    const attributes = containers[container];
    return attributes === undefined
      ? [...this.#names].some((name) => !topOnly.has(name))
      : attributes.some((name) => this.#names.has(name));
  }

  #within(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#within(item));
    if (!isPlain(value)) return value;
    return mapValues(value, (key, below) => (this.#names.has(key) ? secret(below) : this.#within(below)));
  }
}

/** Null and undefined hide nothing, and must arrive as they are. */
function secret(value: unknown): unknown {
  return value === undefined || value === null ? value : pulumi.secret(value);
}

function mapValues(object: object, map: (key: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]: [string, unknown]) => [key, map(key, value)]));
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isLater(value) && !pulumi.Resource.isInstance(value);
}
