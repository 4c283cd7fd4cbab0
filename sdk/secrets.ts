import * as pulumi from "@pulumi/pulumi";
import { isHolder, SECRET_FINGERPRINTS, SecretAttributes } from "../provider/dialects/secretAttributes.js";
import { isLater, whenKnown } from "./references.js";

/** Which attributes of one person are secret, and how Pulumi is told. */
export class Secrets {
  readonly #attributes: SecretAttributes;

  /** `names` is the argument `secretAttributes`. */
  constructor(names: unknown) {
    this.#attributes = new SecretAttributes(names);
  }

  /**
   * Wraps each secret value, at the top and inside vendor blocks and extensions. Pulumi hides an input only where the
   * input itself is a secret; `additionalSecretOutputs` alone would leave it in clear in state and preview.
   */
  wrap(args: object): Record<string, unknown> {
    return mapValues(args, (key, value) => {
      if (this.#attributes.hides(key)) return secret(value);
      if (!isHolder(key)) return value;
      if (isLater(value)) return this.#attributes.mayHold(key) ? secret(value) : value;
      if (key !== "extensions" || !isPlain(value)) return this.#within(value);
      return mapValues(value, (urn, below) =>
        this.#attributes.has(urn) || isLater(below) ? secret(below) : this.#within(below),
      );
    });
  }

  /**
   * What belongs into `additionalSecretOutputs`: which of `topLevel`, and what the provider keeps for itself. Pulumi knows
   * top-level names only, so a block that may hold a secret attribute is hidden whole in outputs: the service can answer
   * with one that the program never gave.
   */
  outputs(topLevel: readonly string[]): string[] {
    const hidden = topLevel.filter((name) => this.#attributes.hides(name) || this.#attributes.mayHold(name));
    return [...hidden, SECRET_FINGERPRINTS];
  }

  /** What comes later is hidden whole when it turns out to hold a secret. */
  #within(value: unknown): unknown {
    if (isLater(value)) return whenKnown(value, (now) => this.#within(now));
    if (Array.isArray(value)) return value.map((item) => this.#within(item));
    if (!isPlain(value)) return value;
    return mapValues(value, (key, below) => (this.#attributes.has(key) ? secret(below) : this.#within(below)));
  }
}

/** Null and undefined hide nothing, and must arrive as they are, also when they come later: a secret nothing would be null. */
function secret(value: unknown): unknown {
  if (isLater(value)) return whenKnown(value, secret);
  return value === undefined || value === null ? value : pulumi.secret(value);
}

function mapValues(object: object, map: (key: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]: [string, unknown]) => [key, map(key, value)]));
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isLater(value) && !pulumi.Resource.isInstance(value);
}
