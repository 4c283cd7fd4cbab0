import { type WriteCapabilities } from "../../dialects/index.js";
import { isEmpty } from "../../scim/compare.js";
import { type Json } from "../../scim/json.js";
import { type Field } from "../fields.js";

/** One way to write one attribute: by which method, and how nothing is spelt. */
export interface Form {
  method: "patch" | "put";
  /** An operation without a path, whose value is the whole top-level attribute or extension (RFC 7644 section 3.5.2.3). */
  isPathless?: boolean | undefined;
  nothing?: "remove" | "null" | "empty" | "omit" | undefined;
}

/** Which methods there are for this object now, and whether the service's rates make PUT the better one. */
export interface Methods {
  patch: boolean;
  put: boolean;
  preferPut: boolean;
}

const clearForms = {
  patchRemove: { method: "patch", nothing: "remove" },
  patchNull: { method: "patch", nothing: "null" },
  patchEmpty: { method: "patch", nothing: "empty" },
  putOmit: { method: "put", nothing: "omit" },
  putNull: { method: "put", nothing: "null" },
  putEmpty: { method: "put", nothing: "empty" },
} as const satisfies Record<WriteCapabilities["clear"][number], Form>;

/** The ways to give the attribute that value, the best one first; none where the service has none. */
export function formsOf(field: Field, value: Json, can: WriteCapabilities, methods: Methods): Form[] {
  const sets: Form[] = [{ method: "patch" }, { method: "put" }, { method: "patch", isPathless: true }];
  const forms: Form[] = isEmpty(value) ? waysToClear(field, can).map((clear) => clearForms[clear]) : sets;
  const isFit = ({ method, isPathless }: Form) => {
    if (!methods[method] || method === "put") return methods[method];
    if (isPathless === true) return can.patch === "patchOp" && can.patchValues === "any";
    return can.patchValues === "any" || isEmpty(value) || typeof value === "string";
  };
  const fit = forms.filter(isFit);
  if (!methods.preferPut) return fit;
  return [...fit.filter(({ method }) => method === "put"), ...fit.filter(({ method }) => method === "patch")];
}

function waysToClear({ key }: Field, { clear, clearBy }: WriteCapabilities): WriteCapabilities["clear"] {
  const own = Object.keys(clearBy).find((start) => key === start || key.startsWith(`${start}.`));
  return (own === undefined ? undefined : clearBy[own]) ?? clear;
}

/** How a body spells that an attribute has no value; undefined: not at all. */
export function spellNothing({ attribute, list, reference }: Field, { nothing }: Form): Json | undefined {
  if (nothing !== "null" && nothing !== "empty") return undefined;
  if (list !== undefined) return [];
  if (nothing === "null") return null;
  if (reference) return reference.write === "object" ? { value: "" } : "";
  const isText =
    attribute === undefined || !["boolean", "integer", "decimal", "complex", "json"].includes(attribute.type);
  return isText ? "" : null;
}
