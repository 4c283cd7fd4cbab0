/** The exit codes of every subcommand. */
export const EXIT = {
  fine: 0,
  failed: 1,
  /** A wrong command line, or an input that cannot be read. */
  wrongUse: 2,
  /** A guard tripped, or a check found something. */
  found: 3,
} as const;
