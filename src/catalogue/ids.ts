const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the canonical text of a UUID. Any other text is nobody's id, and asking PostgreSQL would be an error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
