import { checkMembership } from "./check/checkMembership.js";
import { type Handlers } from "./handlers.js";
import {
  createMembership,
  diffMembership,
  readMembership,
  removeMembership,
  updateMembership,
} from "./membership/operations.js";

/** ScimMembership: who is in a group, as one person or as a set. */
export const membership: Handlers = {
  check: checkMembership,
  create: (directory, inputs) => directory.arrivals.during(() => createMembership(directory, inputs)),
  read: readMembership,
  diff: (directory, _id, before, inputs) => diffMembership(directory, before, inputs),
  update: (directory, id, before, inputs) =>
    directory.arrivals.during(() => updateMembership(directory, id, before, inputs)),
  delete: (directory, _id, before) => removeMembership(directory, before),
};
