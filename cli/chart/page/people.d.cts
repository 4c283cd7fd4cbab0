/** Somebody as the page's data has them. */
export interface Person {
  /** Index of the manager; -1 at the top. */
  readonly parent: number;
  readonly kind: string;
  /** Style and text of each line. */
  readonly lines: readonly (readonly [string, string])[];
  /** As measured by the command, in pixels. */
  readonly width: number;
  readonly height: number;
  /** How many people are below, at any depth. */
  readonly reports: number;
  /** What a search looks at. */
  readonly search: string;
}

/** The people as elements, which are made when they are first asked for. */
export interface People {
  /** Indices of the direct reports. */
  readonly reports: readonly (readonly number[])[];
  readonly roots: readonly number[];
  readonly elementOf: (index: number) => HTMLElement;
  /** With room for the sign that folds, in pixels. */
  readonly sizeOf: (index: number, isOpen: boolean) => { readonly width: number; readonly height: number };
}

/** Makes the elements of the page's people. */
export declare function peopleOf(people: readonly Person[]): People;
