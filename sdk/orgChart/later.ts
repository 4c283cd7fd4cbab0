import * as pulumi from "@pulumi/pulumi";

type Text = pulumi.Output<string>;

/** Texts by key that may be asked for before they are there, as Outputs that follow them with all they depend on. */
export class Later {
  readonly #outputs = new Map<string, Text>();
  readonly #waiting = new Map<string, (source: Text) => void>();

  public of(key: string): Text {
    const known = this.#outputs.get(key);
    if (known !== undefined) return known;
    const [output, resolve] = pulumi.deferredOutput<string>();
    this.#outputs.set(key, output);
    this.#waiting.set(key, resolve);
    return output;
  }

  /** Once for each key. */
  public settle(key: string, source: Text): void {
    const resolve = this.#waiting.get(key);
    if (resolve === undefined) this.#outputs.set(key, source);
    else resolve(source);
  }
}
