import type { Method, Route, ServedFile, Transport } from './types.ts';

/** Methods of routes that do not say. */
export const READING: readonly Method[] = ['GET', 'HEAD'];

/** A route or file that answers a path. */
export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'file'; readonly file: ServedFile };

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** All contributed routes and files. A route for a file's very path answers instead of it. Literal segments win over `:params`, those over a trailing `*`. */
export class RouteTable {
  readonly routes: readonly Route[];
  readonly files: readonly ServedFile[];
  readonly #compiled: readonly Compiled[];
  readonly #files: ReadonlyMap<string, ServedFile>;

  constructor(routes: readonly Route[], files: readonly ServedFile[]) {
    this.routes = [...routes];
    this.files = [...files];
    this.#compiled = routes
      .map((route) => ({ route, segments: split(route.path) }))
      .sort((a, b) => rank(b.segments).localeCompare(rank(a.segments)));
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  /** What answers this decoded path on this transport; repeated slashes count as one. */
  match(path: string, transport: Transport): RouteMatch | undefined {
    const segments = split(path);
    const plain = `/${segments.join('/')}`;
    const file = this.#files.get(plain);
    for (const { route, segments: pattern } of this.#compiled) {
      if (route.transports !== undefined && !route.transports.includes(transport)) continue;
      const params = matchSegments(pattern, segments);
      if (params === undefined) continue;
      return file === undefined || route.path === plain ? { kind: 'route', route, params } : { kind: 'file', file };
    }
    return file === undefined ? undefined : { kind: 'file', file };
  }
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** Sort key: literal before parameter before rest, segment by segment. */
function rank(segments: readonly string[]): string {
  return segments.map((segment) => (segment === '*' ? '0' : segment.startsWith(':') ? '1' : '2')).join('');
}

function matchSegments(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    if (part === '*') return { ...params, '*': path.slice(index).join('/') };
    const segment = path[index];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return pattern.length === path.length ? params : undefined;
}
