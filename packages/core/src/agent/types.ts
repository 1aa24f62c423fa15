import type { AgentManifest } from './manifest.ts';

/** What an agent is asked to do besides: put right whatever differs, or only tell what differs. */
export type AgentTaskKind = 'refresh' | 'diff';

export interface AgentTask {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly kind: AgentTaskKind;
}

/**
 * One thing an agent did or found. What it did: `placed`, `adjusted` (owner or mode alone), `removed`, `kept` (it would have been
 * removed, but was changed on the node), `failed`, `hook-failed`. What a diff found: `content`, `missing`, `type`, `owner`, `mode`.
 */
export interface AgentItem {
  readonly what: string;
  /** Path on the node, or the line of a hook. */
  readonly path: string;
  /** Why it failed; of a diff what is there instead. */
  readonly detail?: string;
}

/** How an attempt of an agent ended. */
export interface AgentReport {
  readonly outcome: 'updated' | 'unchanged' | 'failed';
  readonly items: readonly AgentItem[];
  /** Of the task it answers. */
  readonly task?: string;
  /** Why it failed as a whole. */
  readonly detail?: string;
}

/** What is known of one node's agent. */
export interface AgentView {
  /**
   * `current`: it has what the node is to have; `pending`: it was told of something else and has not said how that went;
   * `failed`: it could not do it, or its overlays cannot be rendered; `silent`: nothing was heard of it for longer than it waits.
   */
  readonly state: 'current' | 'pending' | 'failed' | 'silent';
  /** Milliseconds since the epoch. */
  readonly seen: number;
  /** When it last changed something or failed to, and what that was. */
  readonly changed?: number;
  readonly detail?: string;
}

/** An agent asks what there is to do. */
export interface AgentPoll {
  readonly node: string;
  /** What it has been given before: the `etag` of a manifest. */
  readonly have: string | undefined;
  /** Milliseconds it may be kept waiting. */
  readonly wait: number;
  readonly gone: AbortSignal;
}

/** `manifest`: there is something new or to do; `same`: there was nothing; `later`: come again after `seconds`. */
export type AgentAnswer =
  | { readonly kind: 'manifest'; readonly manifest: AgentManifest; readonly task?: AgentTask }
  | { readonly kind: 'same'; readonly etag: string }
  | { readonly kind: 'later'; readonly seconds: number };

/** The agents of running nodes: who waits, who is told what, and how it went. In memory: after a restart they all come again. */
export interface Agents {
  /** Resolves when there is something to tell; at the latest after `wait`. Rejects with what rendering the overlays throws. */
  poll(poll: AgentPoll): Promise<AgentAnswer>;
  report(node: string, report: AgentReport): void;
  /** A new snapshot is current: agents whose nodes get something else are told, one after the other. */
  changed(): void;
  /** Asks the node's agent, and resolves with its word, or undefined once the signal is aborted. */
  order(node: string, kind: AgentTaskKind, signal: AbortSignal): Promise<AgentReport | undefined>;
  /** Undefined for a node whose agent was never heard of. */
  view(node: string): AgentView | undefined;
  /** The manifest of what the node is to have now. */
  manifest(node: string): Promise<AgentManifest>;
  /** Calls back with the name of a node whose view changed, until the returned function is called. */
  watch(listener: (node: string) => void): () => void;
}
