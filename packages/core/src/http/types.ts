import type { SiteConfig } from '../config/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Logger } from '../plugin/types.ts';
import type { Timeline } from '../progress/types.ts';
import type { RouteTable } from '../route/route-table.ts';
import type { Reply } from '../route/types.ts';

/** A body made while it is sent, of a length known before: GRUB and UEFI cannot read chunked answers. */
export interface StreamedContent {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A reply of a route that answers on HTTP alone; `content`, when given, takes the place of `body`. */
export interface StreamedReply extends Reply {
  readonly content: StreamedContent;
}

/** What the node-facing HTTP server needs. */
export interface HttpServerOptions {
  readonly site: SiteConfig;
  readonly routes: RouteTable;
  readonly snapshot: () => Snapshot;
  readonly timeline: Timeline;
  readonly log: Logger;
  /** Milliseconds after which a connection without any progress is closed; default 60,000. */
  readonly idleTimeout?: number;
}

export interface HttpServer {
  /** Opens every address; throws `HTTP_LISTEN_FAILED` after closing those already open. Port 0 takes any free port. */
  listen(): Promise<readonly { readonly address: string; readonly port: number }[]>;
  /** Ends all connections, downloads included. */
  close(): Promise<void>;
}
