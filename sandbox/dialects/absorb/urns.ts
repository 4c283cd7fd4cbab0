/** Absorb's own extension (003). */
export const ABSORB_USER = "urn:ietf:params:scim:schemas:extension:absorb:2.0:User";
