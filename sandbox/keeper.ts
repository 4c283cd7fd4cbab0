import { type Keeper } from "./dialects/dialect.js";
import { addResource } from "./operations/create.js";
import { snapshot } from "./operations/one.js";
import { putResource } from "./operations/replace.js";

/** Keeps resources by the schemas, with what a dialect's `settle` and `present` make of them. */
export const SHARED_KEEPER: Keeper = {
  show(service, stored) {
    const shown = snapshot(service, stored);
    return service.options.dialect.present?.(service, stored.kind, shown) ?? shown;
  },
  open: snapshot,
  add: (service, kind, resource, given) =>
    addResource(service, kind, { schemas: [service.store.types[kind].schema.id], ...resource }, given),
  save: putResource,
};
