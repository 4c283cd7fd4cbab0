/**
 * The middle one; of an even number the lower of the two in the middle, so that it is always a measured value.
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  const found = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (found === undefined) throw new Error("Could not find the median: there is no value.");
  return found;
}
