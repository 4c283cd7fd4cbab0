/** One person of a chart, whatever source it was read from. */
export interface ChartPerson {
  /** What tells people apart in one chart, and finds the same person in another: externalId where there is one. */
  readonly key: string;
  /** Keys that the person had before; find the same person in an older chart. */
  readonly was?: readonly string[] | undefined;
  /** Finds the same person in a chart that has other keys; compared without regard to case. */
  readonly userName?: string | undefined;
  readonly name: string;
  /** All that the source calls the person by, `name` among them; a service may show another of these than a file. */
  readonly names?: readonly string[] | undefined;
  /** Undefined where the source does not say: in a file or a stack, what is left out is not managed. */
  readonly title?: string | undefined;
  /** A further line under the title: the department. */
  readonly detail?: string | undefined;
  /** Key of the manager, who may be missing from the chart. */
  readonly manager?: string | undefined;
  /** The person has a manager whom the state keeps secret. */
  readonly isManagerSecret?: boolean | undefined;
  /** Names of the person's teams, those around them included. */
  readonly teams: readonly string[];
  readonly isActive: boolean;
  /** Somebody of another system, only looked up: they never join, leave or change. */
  readonly isReference?: boolean | undefined;
}

/** People and who reports to whom; nothing is promised about cycles, unknown managers or the order. */
export interface Chart {
  readonly title: string;
  /** Read from a service, which also holds what no file or stack manages. */
  readonly isLive?: boolean | undefined;
  readonly people: readonly ChartPerson[];
}
