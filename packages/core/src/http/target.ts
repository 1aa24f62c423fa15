import { parseQuery, shownQuery } from '../route/query.ts';

/** What a request line asks for. */
export type Target =
  | {
      readonly ok: true;
      /** Decoded, with leading slash and single slashes, without dot segments. */
      readonly path: string;
      /** Decoded; of a repeated key the first value. */
      readonly query: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly status: number; readonly reason: string };

const LONGEST = 8192;

/** Reads a request target (RFC 9112 §3.2), origin or absolute form. Total: anything else is told as a status and reason. */
export function parseTarget(raw: string): Target {
  if (raw.length > LONGEST) return { ok: false, status: 414, reason: 'the request target is too long' };
  const local = raw.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const queryStart = local.indexOf('?');
  const rawPath = queryStart < 0 ? local : local.slice(0, queryStart);
  if (!rawPath.startsWith('/')) return { ok: false, status: 400, reason: 'the request target is no path' };
  let decoded: string;
  try {
    decoded = decodeURIComponent(rawPath);
  } catch {
    return { ok: false, status: 400, reason: 'the path has bad percent-encoding' };
  }
  if (hasControls(decoded)) return { ok: false, status: 400, reason: 'the path has control characters' };
  // shim asks for //grubx64.efi in its folder and cannot follow a redirect: repeated slashes count as one.
  const segments = decoded.split('/').filter((segment) => segment !== '');
  if (segments.includes('.') || segments.includes('..')) {
    return { ok: false, status: 400, reason: 'the path has dot segments' };
  }
  const query = queryStart < 0 ? {} : parseQuery(local.slice(queryStart + 1));
  return { ok: true, path: `/${segments.join('/')}`, query };
}

/** The target for a log line: decoded, with proofs taken out. */
export function shownTarget(target: Target, raw: string): string {
  if (!target.ok) return JSON.stringify(raw.split('?', 1)[0]?.slice(0, 200));
  return `${target.path}${shownQuery(target.query)}`;
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
