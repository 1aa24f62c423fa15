const MOST_PARAMETERS = 64;

/** Keys whose values are proofs and never reach a log. */
const SECRETS = new Set(['assetkey', 'asset', 'token']);

/** What stands behind the `?` of a path, decoded; of a repeated key the first value. Total. */
export function parseQuery(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(text)) {
    if (found.size === MOST_PARAMETERS) break;
    if (!found.has(key) && !/\p{Cc}/u.test(value)) found.set(key, value);
  }
  return Object.fromEntries(found);
}

/** The query for a log line, with its `?` and with proofs taken out; empty when there is none. */
export function shownQuery(query: Readonly<Record<string, string>>): string {
  const parameters = Object.entries(query).map(
    ([key, value]) => `${key}=${SECRETS.has(key.toLowerCase()) ? '***' : value}`,
  );
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}
