import { type Connection } from "../../provider/directory/connection.js";
import { ScimError } from "../../provider/scim/errors.js";
import { checkClock } from "./checks/clock.js";
import { checkManagers, checkMissing, checkOne, checkRates, checkRefusals } from "./checks/details.js";
import { checkDiscovery } from "./checks/discovery.js";
import { checkFilters } from "./checks/filters.js";
import { checkGroups, checkMembers } from "./checks/groups.js";
import { checkPaging } from "./checks/paging.js";
import { checkReach } from "./checks/reach.js";
import { checkStrangers } from "./checks/strangers.js";
import { checkTls } from "./checks/tls.js";
import { dialectObject } from "./dialectObject.js";
import { Findings } from "./findings.js";
import { type Life } from "./life/life.js";
import { Probe } from "./probe.js";
import { type Leftover, type Report } from "./report.js";
import { type Visit } from "./visit.js";

/** What a visit does beside looking. */
export interface VisitOptions {
  /** Lives the whole life of a person and a group; left out, nothing is written. */
  readonly life?: Life | undefined;
  /** Told of each area before it is looked at. */
  readonly onArea?: ((area: string) => void) | undefined;
}

/**
 * Looks at a service and says what it can do. A service that cannot be read is a report with what is wrong; an error is thrown
 * for what is no matter of the service.
 */
export async function examine(connection: Connection, { life, onArea }: VisitOptions = {}): Promise<Report> {
  const { dialect } = connection;
  const findings = new Findings(dialect);
  const probe = new Probe(connection);
  const visit: Visit = { connection, dialect, probe, findings, people: [], groups: [], hasGroups: false };
  const { host } = probe.base;
  let leftovers: readonly Leftover[] = [];
  try {
    leftovers = await look(visit, life, onArea ?? (() => undefined));
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    findings.wrong("answers", error.message, "the visit ended here");
  } finally {
    await probe.close();
  }
  return {
    endpoint: connection.endpoint,
    dialect: dialect.name,
    healthy: findings.checks.every(({ verdict }) => verdict !== "wrong"),
    checks: findings.checks,
    dialectObject: dialectObject(dialect, findings.facts, host),
    requests: probe.requests,
    leftovers,
  };
}

async function look(
  visit: Visit,
  life: Life | undefined,
  onArea: (area: string) => void,
): Promise<readonly Leftover[]> {
  onArea("connection");
  await checkTls(visit);
  const reached = await checkReach(visit);
  if (reached === undefined) return [];
  await checkStrangers(visit);
  checkClock(visit, reached);
  onArea("discovery");
  await checkDiscovery(visit);
  onArea("lists");
  await checkPaging(visit, "/Users", visit.people);
  await checkGroups(visit);
  if (visit.hasGroups) await checkPaging(visit, "/Groups", visit.groups);
  onArea("filters");
  await checkFilters(visit, "/Users", visit.people);
  if (visit.hasGroups) {
    await checkFilters(visit, "/Groups", visit.groups);
    await checkMembers(visit);
  }
  onArea("single resources");
  await checkOne(visit);
  await checkMissing(visit);
  checkManagers(visit);
  checkRates(visit, reached);
  if (life !== undefined) onArea("the life of a person and a group");
  const leftovers = (await life?.live(visit)) ?? [];
  checkRefusals(visit);
  return leftovers;
}
