/** The options of a ScimService. */
export const options = {
  endpoint: true,
  dialect: true,
  token: true,
  tokenEnv: true,
  username: true,
  password: true,
  tokenUrl: true,
  clientId: true,
  clientSecret: true,
  scopes: true,
  tokenParameters: true,
  clientAuthentication: true,
  headers: true,
  caFile: true,
  maxRequestsPerSecond: true,
  maxConcurrency: true,
  timeoutSeconds: true,
  deadlineSeconds: true,
  maxLeavers: true,
  unsupported: true,
  movedFrom: true,
  allowHttp: true,
  allowedDomains: true,
} as const;

/** Those that the default connection has too. */
export const optionNames = Object.keys(options).filter((option) => option !== "tokenEnv");

/**
 * The environment variable that holds the token of a service: `SCIM_ACME_EU_TOKEN` for `acme-eu`. Characters other than
 * letters and digits become `_`.
 */
export function tokenVariable(name: string): string {
  return `SCIM_${name.replace(/[^A-Za-z0-9]/g, "_").toUpperCase()}_TOKEN`;
}
