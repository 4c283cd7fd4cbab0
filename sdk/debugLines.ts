import { ReadResourceResponse, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";

/** In URNs: a resource of this package, or a connection. */
const OURS = /pulumi-nodejs:dynamic\/scim:|pulumi:providers:pulumi-nodejs::/;

interface Answer {
  getUrn(): string;
}

/**
 * Pulumi's SDK writes each answer of the engine, secrets in clear, into a line for debugging, which lands in every event
 * log (`--event-log`, Automation API's `onEvent`) and on the screen with `--debug`. From now on those of this package's
 * resources say whose they are, and no more.
 */
function shortenAnswers({ prototype }: { prototype: Answer }): void {
  const written: unknown = Reflect.get(prototype, "toString");
  const toString = function (this: Answer): string {
    const urn = this.getUrn();
    if (OURS.test(urn) || typeof written !== "function") return `${urn} (properties not shown)`;
    return String(Reflect.apply(written, this, []));
  };
  Object.defineProperty(prototype, "toString", { value: toString, configurable: true, writable: true });
}

shortenAnswers(RegisterResourceResponse);
shortenAnswers(ReadResourceResponse);
