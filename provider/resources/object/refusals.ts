import { isAbsent, type ServiceError } from "../../scim/errors.js";

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
