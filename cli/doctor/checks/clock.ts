import { type Reply } from "../probe.js";
import { type Visit } from "../visit.js";

/** A Date header tells whole seconds only. */
const MUCH_SECONDS = 30;

/** How far the service's clock is from ours, by the Date of an answer (RFC 9110 section 6.6.1). */
export function checkClock({ findings }: Visit, { headers, at }: Reply): void {
  findings.in("connection");
  const date = Date.parse(headers["date"] ?? "");
  if (Number.isNaN(date)) {
    findings.unknown("clock", "answers carry no Date");
    return;
  }
  const seconds = Math.round((date + 500 - at) / 1000);
  const seen =
    Math.abs(seconds) <= 1 ? "the same as here" : `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} here`;
  if (Math.abs(seconds) <= MUCH_SECONDS) findings.ok("clock", seen);
  else findings.note("clock", seen, "tokens may seem too new or to have ended; set the clock that is wrong");
}
