/** How many requests a service permits in some time; a budget of its own for those that it names. */
export interface Rate {
  /** Most requests in that time. */
  requests: number;
  /** The time, in seconds. */
  seconds: number;
  /** Left out: all methods. */
  methods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[] | undefined;
  /** Left out: all endpoints. */
  endpoint?: "/Users" | "/Groups" | undefined;
}

/** What a connection to the service must or may bring. */
export interface ConnectionNeeds {
  /** Base URLs that the service publishes, each with what it is; for messages. */
  endpoints: { url: string; what: string }[];
  /** The header that brings the token as it is; left out: `Authorization: Bearer` (RFC 6750 section 2.1). */
  tokenHeader?: string | undefined;
  /** Headers (in lower case) that name the person in whose name requests are made: by userName, by id. */
  actor?: { userName: string; id: string; required: boolean } | undefined;
}
