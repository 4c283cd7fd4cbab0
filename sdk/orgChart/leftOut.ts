import { type Dialect } from "../../provider/dialects/index.js";
import { type ScimGroupArgs } from "../scimGroup.js";
import { type ScimUserArgs } from "../types/userArgs.js";
import { isRecord } from "./orgFile/draft.js";

type Kind = "user" | "group";

/**
 * What a service whose dialect is known cannot keep, left out here so that the chart can say it once for all people; the
 * provider would say it for each set of attributes that people have.
 */
export class LeftOut {
  readonly #names = { user: new Set<string>(), group: new Set<string>() };

  public constructor(private readonly dialect: Dialect | undefined) {}

  /** The arguments without what the service cannot keep, where `unsupported` says so. */
  public from<T extends ScimUserArgs | ScimGroupArgs>(kind: Kind, args: T): T {
    if (this.dialect === undefined || args.unsupported !== "ignore") return args;
    const kept = { ...args };
    const lifted = this.#lifted(kept);
    for (const path of Object.keys(this.dialect[kind].unsupported)) {
      const [attribute = "", part] = path.split(".");
      const given: unknown = Reflect.get(kept, attribute);
      if (lifted.includes(path) || given === undefined || given === null) continue;
      const rest = part === undefined ? undefined : without(given, part);
      if (part !== undefined && rest === given) continue;
      this.#names[kind].add(path);
      if (rest === undefined) Reflect.deleteProperty(kept, attribute);
      else Reflect.set(kept, attribute, rest);
    }
    return kept;
  }

  /** What there is to say, if anything was left out. */
  public warning(): string | undefined {
    const { user, group } = this.#names;
    const parts = [
      ...(user.size === 0 ? [] : [`of people ${list(user)}`]),
      ...(group.size === 0 ? [] : [`of groups ${list(group)}`]),
    ];
    if (parts.length === 0) return undefined;
    return `left out, since ${this.dialect?.title ?? ""} does not keep them: ${parts.join("; ")}.`;
  }

  /** Attributes that the program sends all the same by an option of the service's own block. */
  #lifted(args: object): string[] {
    const block = this.dialect?.block;
    const given: unknown = block === undefined ? undefined : Reflect.get(args, block.name);
    if (block === undefined || !isRecord(given)) return [];
    return Object.entries(block.optIns).flatMap(([optIn, keys]) => (given[optIn] === true ? keys : []));
  }
}

/** A map, or the maps of a list, without a part; the same one where none has it. */
function without(value: unknown, part: string): unknown {
  if (Array.isArray(value)) {
    const items = Array.from<unknown>(value);
    const rest = items.map((item) => without(item, part));
    return rest.some((item, index) => item !== items[index]) ? rest : value;
  }
  if (!isRecord(value) || value[part] === undefined || value[part] === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== part));
}

function list(names: ReadonlySet<string>): string {
  return [...names].join(", ");
}
