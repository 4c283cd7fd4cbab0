import { printable } from "../scim/excerpt.js";

/** Says one line to the operator; Pulumi shows what the plugin process prints. The text must hold no secret. */
export function notice(text: string): void {
  console.log(`scim: ${printable(text)}`);
}
