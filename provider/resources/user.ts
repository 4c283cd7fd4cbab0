import { type Directory } from "../directory/directory.js";
import { checkUser } from "./check/checkUser.js";
import { type Handlers } from "./handlers.js";
import { userKindOf } from "./kinds.js";
import { isLookup, lookUp } from "./lookup.js";
import { type Context } from "./object/context.js";
import { create } from "./object/create.js";
import { diff } from "./object/diff.js";
import { read } from "./object/read.js";
import { remove } from "./object/remove.js";
import { update } from "./object/update.js";

const at = (directory: Directory): Context => ({ kind: userKindOf(directory.connection.dialect), directory });

/** ScimUser: a person (RFC 7643 section 4.1 with the enterprise extension of section 4.3). */
export const user: Handlers = {
  check: checkUser,
  create: (directory, inputs) => directory.arrivals.during(() => create(at(directory), inputs)),
  read: (directory, id, before) => (isLookup(id, before) ? lookUp(at(directory), id) : read(at(directory), id, before)),
  diff: (directory, id, before, inputs) => diff(at(directory), id, before, inputs),
  update: (directory, id, before, inputs) => directory.arrivals.during(() => update(at(directory), id, before, inputs)),
  delete: (directory, id, before) => remove(at(directory), id, before),
};
