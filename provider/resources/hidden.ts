import { isHolder, SecretAttributes } from "../dialects/secretAttributes.js";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { redactWords } from "../scim/redact.js";
import { UNKNOWN } from "./check/unknown.js";

/** How Pulumi's wire marks a secret value (`specialSigKey` and `specialSecretSig` of @pulumi/pulumi). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value of a state or an event is a secret, shown (`--show-secrets`) or not. */
export function isMarked(value: Json | undefined): boolean {
  return isObject(value) && SIGNATURE in value;
}

/**
 * Inputs with each secret value marked as such for the engine, in the places where the program's side wraps them. By itself
 * the engine keeps a value secret only where the one of before was: not one that a refresh finds where nothing was.
 */
export function marked(inputs: JsonObject): JsonObject {
  return mapped(inputs, (value) => (value === null ? null : { [SIGNATURE]: SECRET, value }));
}

/** A message without the values of secret attributes that these properties hold. */
export function withoutSecrets(message: string, properties: readonly JsonObject[]): string {
  return redactWords(message, [...new Set(properties.flatMap(secretTexts))]);
}

/** Whether the value at this place of the properties is one of a secret attribute. */
export function isHidden(properties: JsonObject, [argument = "", ...below]: readonly string[]): boolean {
  const secrets = new SecretAttributes(properties["secretAttributes"]);
  return secrets.hides(argument) || (isHolder(argument) && below.some((name) => secrets.has(name)));
}

function secretTexts(properties: JsonObject): string[] {
  const texts: string[] = [];
  mapped(properties, (value) => {
    texts.push(...textsIn(value));
    return value;
  });
  return texts;
}

/** Kinds of items are no secrets, and would hide words like "work" from every message. */
function textsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (isObject(value)) return Object.entries(value).flatMap(([key, below]) => (key === "type" ? [] : textsIn(below)));
  if (typeof value === "number") return [String(value)];
  // Messages stand on one line.
  return typeof value === "string" && value !== UNKNOWN ? [value, value.replace(/\s+/g, " ").trim()] : [];
}

function mapped(properties: JsonObject, hide: (value: Json) => Json): JsonObject {
  const secrets = new SecretAttributes(properties["secretAttributes"]);
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within);
    return isObject(value)
      ? mapEntries(value, (key, below) => (secrets.has(key) ? hide(below) : within(below)))
      : value;
  };
  return mapEntries(properties, (key, value) => {
    if (secrets.hides(key)) return hide(value);
    return isHolder(key) ? within(value) : value;
  });
}

function mapEntries(object: JsonObject, map: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}
