/** The same work, done once where it is asked for the same object twice in a row. */
export function rememberingLast<T extends object, R>(work: (item: T) => Promise<R>): (item: T) => Promise<R> {
  let last: { item: T; result: Promise<R> } | undefined;
  return (item) => {
    if (last?.item !== item) last = { item, result: work(item) };
    return last.result;
  };
}
