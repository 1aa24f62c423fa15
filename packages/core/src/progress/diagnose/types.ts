import type { SiteConfig } from '../../config/types.ts';
import type { ImageRecord } from '../../image/types.ts';
import type { BootSpec } from '../../lifecycle/boot-spec.ts';
import type { BootStep } from '../../plugin/types.ts';
import type { ResolvedNode } from '../../registry/types.ts';
import type { Boot, StageRecord } from '../boots/boot.ts';

/** Why a boot does not get on, for people. */
export interface Cause {
  /** Stable upper-case identifier, e.g. `IMAGE_MISSING`. */
  readonly code: string;
  readonly sentence: string;
  /** What to do, a command where there is one. */
  readonly remedy: string;
}

/**
 * What is looked at. `failed`: the stage failed; `stalled`: its bytes do not move; `slow`: they move slowly; `silent`: it
 * did not come in its time; `looping`: the machine begins again and again; `ahead`: nothing is wrong yet, but may be soon.
 */
export type Symptom = 'failed' | 'stalled' | 'slow' | 'silent' | 'looping' | 'ahead';

/** What is known besides the boot's record, gathered before the rules are asked. */
export interface Facts {
  readonly now: number;
  readonly site: Pick<SiteConfig, 'networks' | 'http'>;
  /** False for a machine that no node of the registry is. */
  readonly known: boolean;
  readonly node?: ResolvedNode;
  /** What it is given, by the snapshot its boot is pinned to. */
  readonly spec?: BootSpec;
  readonly image?: ImageRecord;
  /** The image of the same name as it is now. */
  readonly imageNow?: ImageRecord;
  /** Steps that somebody here takes. */
  readonly provides: ReadonlySet<BootStep>;
  /** What its class of firmware is told; undefined when nobody has a file for it. */
  readonly bootFile?: {
    readonly file: string;
    readonly nextServer: string;
    /** Whether the loader says that it is signed; undefined where it says nothing. */
    readonly signed?: boolean;
  };
  /** Bytes of memory the node is known to have. */
  readonly memory?: number;
  /** When this server was started, if it was while the machine was booting. */
  readonly restarted?: number;
  /** Bytes a second that others of its kind get in this stage. */
  readonly usualRate?: number;
}

export interface Situation {
  readonly symptom: Symptom;
  readonly stageName: string;
  /** Record of that stage; undefined when nothing of it was seen. */
  readonly stage?: StageRecord;
  /** Since when nothing moves. */
  readonly since: number;
  readonly boot: Boot;
  readonly facts: Facts;
}

/** One cause by its signs; undefined when it is not that. Pure. */
export type Rule = (situation: Situation) => Cause | undefined;
