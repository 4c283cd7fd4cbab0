import { checkGroup } from "./check/checkGroup.js";
import { type Handlers } from "./handlers.js";
import { groupKind as kind } from "./kinds.js";
import { create } from "./object/create.js";
import { diff } from "./object/diff.js";
import { read } from "./object/read.js";
import { remove } from "./object/remove.js";
import { update } from "./object/update.js";

/** ScimGroup: a group without its members (RFC 7643 section 4.2). */
export const group: Handlers = {
  check: checkGroup,
  create: (directory, inputs) => directory.arrivals.during(() => create({ kind, directory }, inputs)),
  read: (directory, id, before) => read({ kind, directory }, id, before),
  diff: (directory, id, before, inputs) => diff({ kind, directory }, id, before, inputs),
  update: (directory, id, before, inputs) =>
    directory.arrivals.during(() => update({ kind, directory }, id, before, inputs)),
  delete: (directory, id, before) => remove({ kind, directory }, id, before),
};
