import { withDefaults } from "./defaults.js";
import { type Draft } from "./draft.js";
import { type Managers } from "./hierarchy.js";
import { lineOf, type Origin, type Problems } from "./problems.js";
import { folded, hidesSomething } from "./texts.js";
import { checkAddresses, userNameOf } from "./userNames.js";
import { type VendorReferences } from "./vendorReferences.js";

/** One person of an org chart. */
export interface OrgPerson {
  readonly key: string;
  /**
   * Attributes of ScimUser with `defaults` and `domain` applied; `manager` only where code gave a resource. People whom
   * blocks of vendors name are keys still.
   */
  readonly attributes: Readonly<Record<string, unknown>> & { readonly userName: unknown };
  /** Key of the manager, in `people` or in `lookup`; null: nobody. */
  readonly manager: string | null;
  /** Keys that the person had before. */
  readonly was: readonly string[];
  /** Where the key stands. */
  readonly origin: Origin;
  /** Where an attribute stands, by dotted path; else as `origin`. */
  at(path: string): Origin;
}

/** What holds for everybody: attributes of who does not say otherwise, and how userNames are made. */
export interface CommonRules {
  readonly defaults: unknown;
  readonly domain: string | undefined;
  /** The domain is a problem already: that it makes no userName is none. */
  readonly isDomainWrong: boolean;
}

/** The people that are meant, with all attributes; who has no userName, or that of somebody else, is a problem. */
export function peopleOf(
  drafts: readonly Draft[],
  managers: Managers,
  references: VendorReferences,
  { defaults, domain, isDomainWrong }: CommonRules,
  problems: Problems,
): Map<string, OrgPerson> {
  const people = new Map<string, OrgPerson>();
  const byUserName = new Map<string, Draft>();
  const byExternalId = new Map<string, Draft>();
  for (const draft of drafts) {
    const { key, origin, was } = draft;
    const attributes = references.resolved(draft, withDefaults(draft.attributes, defaults));
    const userName = completed(key, attributes, domain);
    if (!isDomainWrong || typeof userName === "string") checkUserName(draft, userName, domain, byUserName, problems);
    checkExternalId(
      draft,
      attributes["externalId"] === undefined ? key : attributes["externalId"],
      byExternalId,
      problems,
    );
    checkAddresses(key, { ...attributes, userName }, (path) => draft.at(path), problems);
    people.set(key, {
      key,
      attributes: { ...attributes, userName },
      manager: managers.get(key) ?? null,
      was: was.map(({ text }) => text),
      origin,
      at: (path) => draft.at(path),
    });
  }
  return people;
}

/** Services may keep one externalId for two people, and adoption cannot tell them apart then. */
function checkExternalId(draft: Draft, externalId: unknown, known: Map<string, Draft>, problems: Problems): void {
  if (typeof externalId !== "string") return;
  const first = known.get(externalId);
  if (first === undefined) {
    known.set(externalId, draft);
    return;
  }
  const where = lineOf(first.at("externalId"));
  const message = `the externalId "${externalId}" of "${draft.key}" is also that of "${first.key}" (${where}): adoption cannot tell them apart.`;
  problems.warn(draft.at("externalId"), message, externalId);
}

/** Makes a key that somebody had before a problem where somebody else has it, or had it too. */
export function checkFormerKeys(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>, problems: Problems): void {
  const claimed = new Map<string, string>();
  for (const { key, was } of drafts) {
    for (const { text, origin } of was) {
      const other = claimed.get(text);
      claimed.set(text, key);
      if (byKey.has(text)) {
        const message = `"${key}" was "${text}", but "${text}" is in the file too. Remove one of them.`;
        problems.add(origin, message, text);
      } else if (other !== undefined && other !== key) {
        const message = `"${key}" and "${other}" cannot both have been "${text}". Correct one of them.`;
        problems.add(origin, message, text);
      }
    }
  }
}

function completed(key: string, attributes: Record<string, unknown>, domain: string | undefined): unknown {
  const given = attributes["userName"];
  if (domain === undefined) return given;
  if (given === undefined || given === null) return userNameOf(domain, key, attributes);
  const isPart = typeof given === "string" && given.trim() !== "" && !given.includes("@") && !domain.includes("{");
  return isPart ? `${given}@${domain}` : given;
}

function checkUserName(
  draft: Draft,
  userName: unknown,
  domain: string | undefined,
  byUserName: Map<string, Draft>,
  problems: Problems,
): void {
  const { key } = draft;
  if (userName === undefined || userName === null || (typeof userName === "string" && userName.trim() === "")) {
    const wayOut = domain === undefined ? "Fill it, or set domain." : `Fill it: "${domain}" makes none of this name.`;
    problems.add(draft.at("userName"), `"${key}" has no userName. ${wayOut}`, "");
    return;
  }
  if (typeof userName !== "string") return;
  if (hidesSomething(userName)) {
    const message = `the userName "${userName}" of "${key}" holds what cannot be seen. Type it anew.`;
    problems.add(draft.at("userName"), message, userName);
  }
  const first = byUserName.get(folded(userName));
  if (first === undefined) {
    byUserName.set(folded(userName), draft);
    return;
  }
  const where = lineOf(first.at("userName"));
  const message = `the userName "${userName}" of "${key}" is also that of "${first.key}" (${where}). Correct one of them.`;
  problems.add(draft.at("userName"), message, userName);
}
