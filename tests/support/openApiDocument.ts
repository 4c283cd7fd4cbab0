import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { isObject, type JsonObject } from "../../sandbox/json.js";

/** A vendor whose OpenAPI document stands in tests/contract/fixtures. */
export type Vendor = "leapsome" | "absorb" | "ironclad";

/** Where each document lies, below tests/contract/fixtures. */
export const DOCUMENTS: Readonly<Record<Vendor, string>> = {
  leapsome: "leapsome/openapi.yml",
  absorb: "absorb/openapi.json",
  ironclad: "ironclad/openapi.json",
};

/** A part of the document with the JSON pointer under which it stands, its `$ref` followed. */
export interface Part {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** One operation of the document, for the path of a request. */
export interface Operation {
  readonly part: Part;
  /** The path's parameters by name, decoded. */
  readonly pathValues: Readonly<Record<string, string>>;
}

const documents = new Map<Vendor, OpenApiDocument>();

/** The vendor's document, read once a process. */
export function openApiDocument(vendor: Vendor): OpenApiDocument {
  const document = documents.get(vendor) ?? new OpenApiDocument(vendor);
  documents.set(vendor, document);
  return document;
}

/** An OpenAPI document: finds the operation of a request, and validates a value against a schema of it with Ajv. */
export class OpenApiDocument {
  readonly root: JsonObject;
  private readonly ajv: Ajv | Ajv2020;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(vendor: Vendor) {
    const text = readFileSync(join(__dirname, "../contract/fixtures", DOCUMENTS[vendor]), "utf8");
    const root: unknown = parse(text);
    if (!isObject(root)) throw new Error(`The OpenAPI document of ${vendor} is no object.`);
    this.root = root;
    const options = { strict: false, allErrors: true, validateSchema: false, logger: false as const };
    this.ajv = textAt(root, "openapi").startsWith("3.1") ? new Ajv2020(options) : new Ajv(options);
    addFormats(this.ajv);
    this.ajv.addFormat("guid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    for (const name of ["url", "https-url"]) this.ajv.addFormat(name, (text) => URL.canParse(text));
    this.ajv.addSchema({ $id: "document", ...root });
  }

  /** The operation of a method and a path below the base path; undefined when the document has none. */
  operation(method: string, path: string): Operation | undefined {
    const paths = this.follow(this.at({ value: this.root, pointer: "#" }, "paths"));
    const segments = path.split("/");
    for (const template of Object.keys(paths?.value ?? {})) {
      const parts = template.split("/");
      const fits = parts.length === segments.length && parts.every((part, index) => fit(part, segments[index] ?? ""));
      const part = fits ? this.at(this.at(paths, template), method.toLowerCase()) : undefined;
      if (part === undefined) continue;
      const values = parts.flatMap((name, index) =>
        name.startsWith("{") ? [[name.slice(1, -1), decodeURIComponent(segments[index] ?? "")]] : [],
      );
      return { part, pathValues: Object.fromEntries(values) as Record<string, string> };
    }
    return undefined;
  }

  /** A member of a part that is an object, its `$ref` followed; undefined when there is none. */
  at(part: Part | undefined, key: string | number): Part | undefined {
    const holder: unknown = part?.value;
    const value = isObject(holder)
      ? holder[key]
      : Array.isArray(holder)
        ? (holder as unknown[])[Number(key)]
        : undefined;
    if (part === undefined || typeof value !== "object" || value === null) return undefined;
    const escaped = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
    return this.follow({ value: value as JsonObject, pointer: `${part.pointer}/${escaped}` });
  }

  /** What is wrong with a value by the schema at this part, each with its path in the value. */
  faults(schema: Part, value: unknown): string[] {
    let validate = this.compiled.get(schema.pointer);
    if (validate === undefined) {
      const encoded = schema.pointer.split("/").map(encodeURIComponent).join("/").replace(/^%23/, "#");
      validate = this.ajv.compile({ $ref: `document${encoded}` });
      this.compiled.set(schema.pointer, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || "/"} ${message ?? "is wrong"}`,
    );
  }

  private follow(part: Part | undefined): Part | undefined {
    const reference = part?.value["$ref"];
    if (part === undefined || typeof reference !== "string") return part;
    const keys = reference.slice(2).split("/");
    return keys.reduce<Part | undefined>(
      (found, key) => this.at(found, key.replaceAll("~1", "/").replaceAll("~0", "~")),
      { value: this.root, pointer: "#" },
    );
  }
}

/** A member that is a string; "" when it is none. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

function fit(template: string, segment: string): boolean {
  return template.startsWith("{") ? segment !== "" : template === segment;
}
