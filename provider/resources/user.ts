import { checkUser } from "./check/checkUser.js";
import { type Handlers } from "./handlers.js";
import { userKind as kind } from "./kinds.js";
import { isLookup, lookUp } from "./lookup.js";
import { create } from "./object/create.js";
import { diff } from "./object/diff.js";
import { read } from "./object/read.js";
import { remove } from "./object/remove.js";
import { update } from "./object/update.js";

/** ScimUser: a person (RFC 7643 section 4.1 with the enterprise extension of section 4.3). */
export const user: Handlers = {
  check: checkUser,
  create: (directory, inputs) => create({ kind, directory }, inputs),
  read: (directory, id, before) =>
    isLookup(id) ? lookUp({ kind, directory }, id) : read({ kind, directory }, id, before),
  diff: (directory, id, before, inputs) => diff({ kind, directory }, id, before, inputs),
  update: (directory, id, before, inputs) => update({ kind, directory }, id, before, inputs),
  delete: (directory, id, before) => remove({ kind, directory }, id, before),
};
