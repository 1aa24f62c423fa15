import type { ResolvedNode } from '../registry/types.ts';
import type { Boot } from './boots/boot.ts';
import type { BootStore } from './boots/store.ts';
import { diagnose } from './diagnose/index.ts';
import type { Cause, Facts } from './diagnose/types.ts';
import { type Expectations, kindOf } from './expect/expectations.ts';
import type { LearnedTimes } from './expect/learned-times.ts';
import { type FactSources, gatherFacts, isTurningPoint } from './facts.ts';
import { planOf } from './plan.ts';
import { calmUntil, type Finding, furthestOf, type Moment, nextOf, symptomOf } from './symptom.ts';

/** Boots a rate has to be known of before one is called slow. */
const ENOUGH = 3;
/** A boot that does nothing is looked at this often, in milliseconds, though it is not due. */
const RECHECK_MS = 5000;

export interface ExaminerParts {
  readonly boots: BootStore;
  readonly expect: Expectations;
  readonly learned: LearnedTimes;
  readonly sources: FactSources;
  /** When this server began to listen, milliseconds since the epoch. */
  readonly listening: number;
}

interface Notes {
  /** The stage after which the facts were gathered last. */
  looked?: string | undefined;
  kind?: string;
  /** The finding the cause was found for. */
  diagnosed?: string | undefined;
  /** `updated` of the boot when it was looked at, and when it is to be looked at again though that stays as it is. */
  seen?: number;
  again?: number;
}

/** Looks at boots under way: what should come next, whether it is late, and why. */
export class Examiner {
  readonly #parts: ExaminerParts;
  readonly #notes = new WeakMap<Boot, Notes>();
  readonly #plans = new Map<string, readonly string[]>();

  constructor(parts: ExaminerParts) {
    this.#parts = parts;
  }

  /** What boots of this one's kind are compared by; undefined before the node was looked up. */
  kind(boot: Boot): string | undefined {
    return this.#notes.get(boot)?.kind;
  }

  /** Whether a look at this boot may find something: thousands of boots wait at a time, and few of them are late. */
  due(boot: Boot, now: number): boolean {
    const notes = this.#notes.get(boot);
    return notes?.again === undefined || notes.seen !== boot.updated || now > notes.again;
  }

  /** Looks at one boot; true when something about it is to be said anew. */
  async look(boot: Boot, now: number): Promise<boolean> {
    const notes = this.#notesOf(boot);
    const { updated } = boot;
    const changed = await this.#examine(boot, notes, now);
    notes.seen = updated;
    notes.again = Math.min(calmUntil(boot, this.#moment(notes.kind, now)), now + RECHECK_MS);
    return changed;
  }

  async #examine(boot: Boot, notes: Notes, now: number): Promise<boolean> {
    let changed = false;
    const furthest = furthestOf(boot);
    if (notes.looked !== furthest && isTurningPoint(boot)) {
      notes.looked = furthest;
      changed = await this.#plan(boot, notes, now);
    }
    const finding = symptomOf(boot, this.#moment(notes.kind, now));
    if (finding === undefined) {
      notes.diagnosed = undefined;
      return this.#deliver(boot) || changed;
    }
    const sign = [finding.symptom, finding.stage, boot.stages.get(finding.stage)?.retries, boot.updated].join(' ');
    if (notes.diagnosed === sign) return changed;
    notes.diagnosed = sign;
    await this.#explain(boot, finding, notes);
    return true;
  }

  #moment(kind: string | undefined, now: number): Moment {
    const { expect, listening } = this.#parts;
    return { now, listening, expect, kind, usualRate: (stage) => this.#usualRate(kind, stage) };
  }

  async #plan(boot: Boot, notes: Notes, now: number): Promise<boolean> {
    const facts = await this.#facts(boot, undefined, notes);
    const { node, spec } = facts;
    if (node !== undefined && spec !== undefined) {
      boot.plan = this.#shared(planOf(spec, node, facts.provides));
      boot.menu = menuTime(node);
      notes.kind = kindOf(node, spec.stages, boot.clientClass);
    }
    const stageName = nextOf(boot) ?? 'script';
    const cause = diagnose({ symptom: 'ahead', stageName, since: now, boot, facts });
    const other = boot.cause === boot.foreseen ? undefined : boot.cause;
    boot.foreseen = cause;
    return put(boot, cause ?? other);
  }

  async #explain(boot: Boot, finding: Finding, notes: Notes): Promise<void> {
    const { symptom, stage: stageName, since } = finding;
    const seen = boot.updated;
    const facts = await this.#facts(boot, stageName, notes);
    // It went on while the facts were gathered.
    if (boot.updated !== seen) return;
    if (symptom !== 'failed' && symptom !== 'slow') boot.stuck = { stage: stageName, since };
    const stage = boot.stages.get(stageName);
    put(boot, diagnose({ symptom, stageName, since, boot, facts, ...(stage === undefined ? {} : { stage }) }));
  }

  #facts(boot: Boot, stage: string | undefined, { kind }: Notes): Promise<Facts> {
    const { sources, listening, boots } = this.#parts;
    const usualRate = stage === undefined ? undefined : this.#usualRate(kind, stage);
    const memory = boots.machines.find(boot.node ?? boot.mac ?? '')?.memory;
    return gatherFacts(boot, sources, {
      ...(boot.opened < listening && boot.updated < listening ? { restarted: listening } : {}),
      ...(usualRate === undefined ? {} : { usualRate }),
      ...(memory === undefined ? {} : { memory }),
    });
  }

  #usualRate(kind: string | undefined, stage: string): number | undefined {
    const rate = kind === undefined ? undefined : this.#parts.learned.times(kind, stage)?.rate;
    return rate === undefined || rate.count < ENOUGH ? undefined : rate.median;
  }

  /** Everything of the plan was given, and nobody on the node tells more. */
  #deliver(boot: Boot): boolean {
    const last = boot.plan?.at(-1);
    if (last === undefined || last === 'up' || boot.stages.get(last)?.state !== 'done' || boot.delivered) return false;
    boot.delivered = true;
    this.#parts.boots.rest(boot);
    return true;
  }

  /** Boots have few different plans: they share them. */
  #shared(plan: readonly string[]): readonly string[] {
    const key = plan.join(' ');
    const known = this.#plans.get(key) ?? plan;
    this.#plans.set(key, known);
    return known;
  }

  #notesOf(boot: Boot): Notes {
    const notes = this.#notes.get(boot) ?? {};
    this.#notes.set(boot, notes);
    return notes;
  }
}

/** Milliseconds a node's menu may take. */
function menuTime({ boot: { timeout = 0 } }: ResolvedNode): number {
  return timeout < 0 ? Infinity : timeout * 1000;
}

/** True when the boot had another cause before. */
function put(boot: Boot, cause: Cause | undefined): boolean {
  const isNew = cause?.sentence !== boot.cause?.sentence;
  boot.cause = cause;
  return isNew;
}
