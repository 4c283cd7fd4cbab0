/** Ironclad's own extension (004). */
export const IRONCLAD_USER = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
