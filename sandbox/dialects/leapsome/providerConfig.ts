import { type ScimResponse } from "../../service.js";

/**
 * GET `/ServiceProviderConfig` (000): one authentication scheme, as an object. What is supported is not documented; these are the
 * values that fit the other endpoints.
 */
export function serviceProviderConfig(): ScimResponse {
  const body = {
    documentationUrl: "https://leapsome.zendesk.com",
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: {
      name: "SCIM token",
      description: "The SCIM authentication token of the admin settings, as a bearer token.",
      specUrl: "https://www.rfc-editor.org/rfc/rfc6750",
      documentationUrl: "https://leapsome.zendesk.com",
    },
  };
  return { status: 200, body };
}
