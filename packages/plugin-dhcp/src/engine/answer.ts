import type { ServedNetwork } from '../network.ts';
import type { Grant } from './allocator.ts';
import type { AnswerOptions } from './answer-options.ts';
import type { DropReason } from './exchange.ts';

/** What one packet is answered with, before boot file and encoding. */
export type Answer =
  | { readonly kind: 'offer' | 'ack' | 'bootp'; readonly grant: Grant }
  /** Options without an address, for INFORM; sent to the address the client has. */
  | {
      readonly kind: 'inform';
      readonly network: ServedNetwork;
      readonly options: AnswerOptions;
      readonly to: number;
    }
  | { readonly kind: 'nak'; readonly network: ServedNetwork; readonly why: string };

/** Several answers for a client whose wire is not known: it hears the one that is for its own. */
export type Decision = readonly Answer[] | DropReason;
