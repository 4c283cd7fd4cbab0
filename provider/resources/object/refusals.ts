import { type ServiceError } from "../../scim/errors.js";

/** Whether the service has no such method at all. */
export function isAbsent({ status }: ServiceError): boolean {
  return status === 405 || status === 501;
}

/** Whether the refusal is of the form rather than of the value, so that the whole may be taken where the part was not. */
export function isFormRefused(error: ServiceError): boolean {
  if (isAbsent(error)) return true;
  const type = error.scimType?.toLowerCase();
  return error.status === 400 && (type === undefined || ["invalidpath", "notarget", "invalidsyntax"].includes(type));
}

/** Whether a second form, of an object that is there, is not for this service. */
export function isRefused({ status }: ServiceError): boolean {
  return status === 501 || (status < 500 && status !== 401 && status !== 429);
}
