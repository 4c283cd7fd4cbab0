import { join } from "node:path";
import { Command, Option } from "commander";
import { OrgFileError, readOrg } from "../sdk/orgChart/orgFile/org.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { choose } from "./import/choice.js";
import { companyOf } from "./import/company.js";
import { type ServiceArgs } from "./import/form.js";
import { importFile } from "./import/importFile.js";
import { type Live, readLive, serviceInputs } from "./import/live.js";
import { orgForm } from "./import/orgFile.js";
import { refuseToOverwrite, writeFiles } from "./import/outputFiles.js";
import { programForm } from "./import/program.js";
import { progressOn } from "./import/progress.js";
import { reportOf } from "./import/report.js";
import { EMPTY_STACK, readStack } from "./import/stack.js";
import { atService } from "./service.js";
import { counted } from "./words.js";

const FILES = { yaml: ["org.yaml", "index.ts", "import.json"], typescript: ["index.ts", "import.json"] } as const;

interface Flags {
  readonly out: string;
  readonly as: keyof typeof FILES;
  readonly name: string;
  readonly filter?: string;
  readonly group?: readonly string[];
  readonly exclude?: readonly string[];
  readonly inactive?: boolean;
  readonly groups: boolean;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly state?: string;
  readonly service?: string;
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly force?: boolean;
}

/** `pulumi-scim import`: a program for the people and groups that a service has already, and Pulumi's import file for them. */
export function importCommand(): Command {
  return new Command("import")
    .description(
      "Write a program for the people and groups that a service has already, and the file for `pulumi import` after which " +
        "`pulumi preview` shows no change. Reads only; nothing is written to the service.",
    )
    .requiredOption("-o, --out <folder>", "where the files go; the folder of the Pulumi project")
    .addOption(
      new Option("--as <form>", "org.yaml with an OrgChart, or a resource for each in TypeScript")
        .choices(Object.keys(FILES))
        .default("yaml"),
    )
    .option("--name <name>", "the OrgChart's name, with which all names of its people begin", "org")
    .option("--filter <filter>", `only people who match, in SCIM's words: 'department eq "Sales"'`)
    .option("--group <name...>", "only the members of these groups, and these groups")
    .option("--exclude <pattern...>", "not those whose userName is so, with * and ?: service accounts")
    .option("--inactive", "inactive people too, with active: false")
    .option("--no-groups", "people only")
    .option("--with <attribute...>", "attributes that are left out unless asked for, such as phoneNumbers")
    .option("--without <attribute...>", "attributes that shall not be managed")
    .option("--state <file>", "what `pulumi stack export` wrote: people and groups in it are left as they are there")
    .option(
      "--service <name>",
      "declare a ScimService of that name (token: SCIM_<NAME>_TOKEN) instead of the default connection",
    )
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks, instead of SCIM_DIALECT")
    .option("--force", "write over files that are there")
    .allowExcessArguments(false)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  checkNames(flags);
  if (flags.force !== true) await refuseToOverwrite(flags.out, FILES[flags.as]);
  const live = await read(flags);
  const { connection } = live.directory;
  const { endpoint, dialect } = connection;
  const stack = flags.state === undefined ? EMPTY_STACK : await readStack(flags.state, endpoint);
  if (flags.as === "yaml" && stack.hasComponent(flags.name))
    throw new CommandError(
      `Could not import: the stack has an OrgChart ${flags.name}. Give another --name.`,
      EXIT.wrongUse,
    );
  const isThere = (id: string) => stack.isThere(id);
  const choice = choose(live, flags, isThere);
  const host = new URL(endpoint).host;
  const company = companyOf(live, choice, flags, isThere, stack);
  if (company.people.length + company.teams.length === 0)
    throw new CommandError(
      `Nobody is left to import of the ${live.users.length} people at ${host}. ${reportOf(company, choice, live.notes).join(" ")}`,
      EXIT.found,
    );
  const service = serviceOf(flags, endpoint);
  const form =
    flags.as === "yaml" ? orgForm(company, flags.name, host, dialect, service) : programForm(company, host, service);
  const resource = service && {
    name: service.name,
    inputs: serviceInputs({ ...flags, ...service, service: service.name }),
  };
  const json = importFile(live.directory, form, company.everybody, resource);
  await writeFiles(flags.out, new Map([...form.files, ["import.json", json]]));
  if (flags.as === "yaml") readBack(join(flags.out, "org.yaml"));

  for (const line of reportOf(company, choice, [...live.notes, ...form.notes])) process.stderr.write(`${line}\n`);
  if (stack.size > 0)
    process.stderr.write(
      `${counted(stack.size, "person or group is", "people and groups are")} in the stack already.\n`,
    );
  const groups = flags.groups ? `, ${counted(company.teams.length, "group", "groups")}` : "";
  process.stdout.write(
    `Wrote ${[...form.files.keys(), "import.json"].join(", ")}: ${counted(company.people.length, "person", "people")}${groups}. Now:\n` +
      configuration(flags) +
      "  pulumi import --file import.json --generate-code=false --protect=false --yes\n" +
      "  pulumi preview\n" +
      "Then delete import.json: the state has it all.\n",
  );
}

/** A service may hold what an org file refuses, such as an address that is none. */
function readBack(file: string): void {
  try {
    readOrg(file);
  } catch (error) {
    if (!(error instanceof OrgFileError)) throw error;
    const way =
      "Correct it in the service and begin again, leave such people out by --exclude, or use --as typescript.";
    throw new CommandError(`${error.message}\n${way}`, EXIT.found);
  }
}

function checkNames({ name, service }: Flags): void {
  for (const [option, value] of [
    ["--name", name],
    ["--service", service],
  ]) {
    if (value !== undefined && (value.trim() === "" || value.includes("::")))
      throw new CommandError(
        `Could not use ${String(option)} "${value}": a name is not empty and has no "::".`,
        EXIT.wrongUse,
      );
  }
}

/** What the program needs to know that the command line said. */
function configuration({ service, endpoint, dialect }: Flags): string {
  if (service !== undefined) return "";
  const given = [
    ["endpoint", endpoint],
    ["dialect", dialect],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.map(([option, value]) => `  pulumi config set scim:${option} ${quoted(value)}\n`).join("");
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function serviceOf({ service, dialect, endpoint: given }: Flags, endpoint: string): ServiceArgs | undefined {
  return service === undefined ? undefined : { name: service, endpoint: given ?? endpoint, dialect };
}

function read(flags: Flags): Promise<Live> {
  const { endpoint, dialect, service } = flags;
  return atService(() => readLive({ endpoint, dialect, service }, flags.groups, progressOn(process.stderr)));
}
