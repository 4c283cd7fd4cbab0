/** Thrown by a subcommand for what its user can mend; the message is shown as it is and the code becomes the exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}
