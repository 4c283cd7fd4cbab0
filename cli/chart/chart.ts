/** One person of a chart, whatever source it was read from. */
export interface ChartPerson {
  /** What tells people apart in one chart, and finds the same person in another: externalId where there is one. */
  readonly key: string;
  /** Finds the same person in a chart that has other keys; compared without regard to case. */
  readonly userName?: string | undefined;
  readonly name: string;
  readonly title?: string | undefined;
  /** A further line under the title: the department. */
  readonly detail?: string | undefined;
  /** Key of the manager, who may be missing from the chart. */
  readonly manager?: string | undefined;
  readonly teams: readonly string[];
  readonly isActive: boolean;
}

/** People and who reports to whom; nothing is promised about cycles, unknown managers or the order. */
export interface Chart {
  readonly title: string;
  readonly people: readonly ChartPerson[];
}
