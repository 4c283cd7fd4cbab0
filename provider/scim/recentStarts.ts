/** When the requests of the last while began, so that those of any second in it can be counted. */
export class RecentStarts {
  readonly #starts: number[] = [];
  #dropped = 0;

  /** `keepMs` is how far back a count may reach. */
  constructor(private readonly keepMs: number) {}

  add(now: number): void {
    this.#starts.push(now);
    while ((this.#starts[this.#dropped] ?? now) < now - this.keepMs) this.#dropped++;
    if (this.#dropped > 256 && this.#dropped * 2 > this.#starts.length) {
      this.#starts.splice(0, this.#dropped);
      this.#dropped = 0;
    }
  }

  /** Takes one out that the service did not count. */
  remove(start: number): void {
    const at = this.#starts.lastIndexOf(start);
    if (at >= this.#dropped) this.#starts.splice(at, 1);
  }

  /** How many began later than that. */
  since(moment: number): number {
    let count = 0;
    for (let at = this.#starts.length - 1; at >= this.#dropped && (this.#starts[at] ?? 0) > moment; at--) count++;
    return count;
  }
}
