import { isObject, type Json, type JsonObject } from "../json.js";

const HIDDEN = "[redacted]";
/** A token shorter than this would be found inside ordinary words; it is hidden only where it stands alone. */
const SHORTEST_INSIDE = 8;
const SECRET_NAME = /(password|passphrase|secret|token|authorization|api[-_]?key)$/i;

/** What the page may show of a value: nothing under the name of a secret, nowhere the service's own token. */
export class Secrets {
  constructor(private readonly token: string) {}

  /** A copy without secrets. */
  hide(value: Json): Json {
    if (typeof value === "string") return this.hideInText(value);
    if (Array.isArray(value)) return value.map((item) => this.hide(item));
    if (!isObject(value)) return value;
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(value)) result[this.hideInText(key)] = this.hideUnder(key, item);
    return result;
  }

  /** What may be shown of a value of that name. */
  hideUnder(name: string, value: Json): Json {
    const isSecret = SECRET_NAME.test(name) && value !== null && typeof value !== "boolean";
    return isSecret ? HIDDEN : this.hide(value);
  }

  /** The same of a text. */
  textUnder(name: string, text: string): string {
    return SECRET_NAME.test(name) ? HIDDEN : this.hideInText(text);
  }

  hideInText(text: string): string {
    if (this.token.length < SHORTEST_INSIDE) return text === this.token ? HIDDEN : text;
    return text.replaceAll(this.token, HIDDEN);
  }

  /** What the service answered; a refusal may quote the password that it does not take, so no text that speaks of one is shown. */
  hideInAnswer(value: Json): Json {
    if (typeof value === "string") return /password/i.test(value) ? HIDDEN : this.hideInText(value);
    if (Array.isArray(value)) return value.map((item) => this.hideInAnswer(item));
    if (!isObject(value)) return value;
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      const shown = this.hideUnder(key, item);
      result[this.hideInText(key)] = shown === HIDDEN ? HIDDEN : this.hideInAnswer(item);
    }
    return result;
  }
}
