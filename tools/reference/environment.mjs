import { shownDefault, table } from "./markdown.mjs";

/** @import { Member } from "./declarations.mjs" */

/** Options whose value only the state or the environment should hold. */
const SECRETS = ["token", "password", "clientSecret", "headers", "tokenParameters", "username"];

const intro = `Where the options of a connection come from. The first that is set wins: the environment, then the stack's configuration
(default connection) or the arguments (a [ScimService](service.md)). Objects are JSON; numbers and booleans are their text. An empty
variable counts as not set.`;

const others = table(
  ["Variable", "Meaning"],
  [
    [
      "`SCIM_ALLOW_LEAVERS`",
      "how many people this one run may end, whatever `maxLeavers` says; applies to every connection",
    ],
    [
      "`SCIM_ALLOW_GONE`",
      "`1`: this one run believes that everybody whom the service does not have is gone; applies to every connection",
    ],
    ["`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`", "the proxy, also in lower case; never used for this machine"],
    ["`NODE_EXTRA_CA_CERTS`", "PEM file of further authorities, read by Node; see `caFile` for one connection"],
  ],
);

const named = table(
  ["Secret", 'Variable of `new ScimService("acme-eu", …)`'],
  [
    ["token", "the one that `tokenEnv` names, else `SCIM_ACME_EU_TOKEN`"],
    ["`password`", "`SCIM_ACME_EU_PASSWORD`, where `username` or `password` is an argument"],
    ["`clientSecret`", "`SCIM_ACME_EU_CLIENT_SECRET`, where an argument asks for it"],
    ["`headers`", "`SCIM_ACME_EU_HEADERS`, JSON"],
  ],
);

/**
 * @param {readonly Member[]} options the arguments of ScimService
 * @param {(option: string) => string} variableOf
 */
export function environmentPage(options, variableOf) {
  const rows = options
    .filter(({ name }) => name !== "tokenEnv")
    .map(({ name, text, defaultText }) => [
      `\`${name}\``,
      `\`${variableOf(name)}\``,
      `\`scim:${name}\`${SECRETS.includes(name) ? " (`--secret`)" : ""}`,
      name === "endpoint" ? "required" : shownDefault(defaultText),
      (text.split(/(?<=\.) /)[0] ?? "").replace(/; kept encrypted in state\.$/, "."),
    ]);
  return [
    "# Environment and configuration",
    intro,
    "## The default connection",
    '```sh not-run="asks for the token"\npulumi config set scim:endpoint https://acme.example/scim/v2\npulumi config set --secret scim:token\n```',
    table(["Option", "Variable", "Configuration", "Default", "Meaning"], rows),
    "## Secrets of a ScimService",
    "Its other options are arguments. In the name of the variable every character but letters and digits is `_`.",
    named,
    "## Other variables",
    others,
  ].join("\n\n");
}
