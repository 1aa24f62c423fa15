/** UUIDs that board makers leave in many machines, besides those of one digit only. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '01234567-89ab-cdef-0123-456789abcdef',
]);

/** Whether a UUID can tell one machine from all others. */
export function tellsApart(uuid: string): boolean {
  return !PLACEHOLDERS.has(uuid) && new Set(uuid.replaceAll('-', '')).size > 1;
}
