/** Who was put into groups by hand, and what must become of them. */
export class Guests {
  /** Group → id → whether nothing but an exclusive set may have taken them out again. */
  readonly #byGroup = new Map<string, Map<string, boolean>>();

  put(group: string, id: string, isSure: boolean): void {
    const there = this.#byGroup.get(group) ?? new Map<string, boolean>();
    this.#byGroup.set(group, there.set(id, isSure));
  }

  forget(group: string, id: string): void {
    this.#byGroup.get(group)?.delete(id);
  }

  forgetAll(group: string): void {
    this.#byGroup.delete(group);
  }

  /** A run may have taken them out, or may not. */
  doubt(group: string, id: string): void {
    if (this.#byGroup.get(group)?.has(id) === true) this.put(group, id, false);
  }

  doubtAll(): void {
    for (const there of this.#byGroup.values()) for (const id of there.keys()) there.set(id, false);
  }

  /** Who must be in the group, given who is, and who of them the service knows. */
  in(group: string, members: readonly string[], exists: (id: string) => boolean): string[] {
    const all = [...(this.#byGroup.get(group) ?? [])];
    return all.filter(([id, isSure]) => exists(id) && (isSure || members.includes(id))).map(([id]) => id);
  }

  /** What is so now is as it must be: nobody else is a guest any more. */
  settle(group: string, members: readonly string[]): void {
    const there = this.#byGroup.get(group);
    for (const id of there?.keys() ?? []) {
      if (members.includes(id)) there?.set(id, true);
      else there?.delete(id);
    }
  }
}
