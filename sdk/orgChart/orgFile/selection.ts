import { nearest } from "../../nearest.js";
import { checkShape } from "./checkShape.js";
import { type Draft, type Drafts } from "./draft.js";
import { type Located, type Origin, type Problems } from "./problems.js";
import { includeShape, servicesShape } from "./shape.js";
import { folded, headerOf, nameOf } from "./texts.js";
import { child, fieldsOf, textsOf, type Value } from "./values.js";

/** Whether somebody fulfils all conditions of an `include`. */
export type Condition = (draft: Draft) => boolean;

/**
 * Reads an `include`: attribute or header → the values that are meant, letter case aside. A name that neither the table
 * nor a person has is a problem.
 */
export function condition(include: Value | undefined, drafts: Drafts, what: string, problems: Problems): Condition {
  if (include === undefined) return () => true;
  checkShape(include, includeShape, what, problems);
  // Whom an unknown name would leave out is not told beside it.
  const known = [...fieldsOf(include)].filter(({ key, origin }) => isKnown(key, origin, drafts, problems));
  const conditions = known.map(({ key, value }) => {
    return { key, values: new Set(textsOf(value).map(({ text }) => folded(text))) };
  });
  return (draft) => conditions.every(({ key, values }) => values.has(folded(draft.value(key)?.text ?? "")));
}

/** Whether a person or a column has a name; where none has, that is a problem. */
export function isKnown(name: string, origin: Origin, drafts: Drafts, problems: Problems): boolean {
  const { headers, people } = drafts;
  if (headers?.includes(headerOf(name)) === true || people.some((draft) => draft.value(name) !== undefined))
    return true;
  if (people.length === 0) return true;
  const known = headers ?? [...new Set(people.flatMap(({ attributes }) => Object.keys(attributes)))];
  const holder = headers === undefined ? "no person has" : "the table has no column";
  problems.add(origin, `${holder} "${name}".${nearest(name, known)}`, name);
  return false;
}

/** The services that a file feeds, and who goes to which. */
export class Services {
  readonly #conditions = new Map<string, Condition>();

  public constructor(
    services: Value | undefined,
    drafts: Drafts,
    private readonly problems: Problems,
  ) {
    if (services !== undefined) checkShape(services, servicesShape, "services", problems);
    for (const { key: written, value } of fieldsOf(services)) {
      const key = nameOf(written);
      this.#conditions.set(key, condition(child(value, "include"), drafts, `include of the service ${key}`, problems));
    }
  }

  public get names(): readonly string[] {
    return [...this.#conditions.keys()];
  }

  /** Makes the names of services that a person has problems where the file does not list them. */
  public check(draft: Draft): void {
    for (const name of draft.services ?? []) this.#known(name);
  }

  /** Who goes to a service: whoever names it, or names none and fulfils its `include`. Undefined: everybody. */
  public goesTo(service: Located | undefined): Condition {
    if (service === undefined) return () => true;
    this.#known(service);
    const fulfils = this.#conditions.get(service.text);
    return (draft) => {
      if (draft.services !== undefined) return draft.services.some(({ text }) => text === service.text);
      return fulfils?.(draft) ?? true;
    };
  }

  #known({ text, origin }: Located): void {
    if (this.#conditions.has(text)) return;
    const wayOut =
      this.#conditions.size === 0 ? ` List the services: services: { ${text}: {} }.` : nearest(text, this.names);
    this.problems.add(origin, `the file lists no service "${text}".${wayOut}`, text);
  }
}
