import { BootFault, type FaultCode } from './fault.ts';

/** A step of a boot that succeeded. */
export interface StageTime {
  /** `dhcp`, `boot-file`, `loader-dhcp`, `script`, `kernel`, `manifest`, `init`, `up`, or the role of an archive: `image`, `system`, … */
  readonly stage: string;
  /** From its first packet to its last, without waits of the machine. */
  readonly ms: number;
  readonly bytes: number;
  /** Packets or requests sent again. */
  readonly retries: number;
}

/** What a step counts while it runs. */
export interface Meter {
  bytes: number;
  retries: number;
}

/** What a boot went through. */
export class Trace {
  readonly stages: StageTime[] = [];
  /** Faults the machine got over, or ended with. */
  readonly faults: { readonly stage: string; readonly code: FaultCode }[] = [];

  /** Runs one step, times it, and notes the fault it ends with. */
  async step<T>(stage: string, work: (meter: Meter) => Promise<T>): Promise<T> {
    const start = performance.now();
    const { result } = await this.exchange(stage, async (meter) => {
      const value = await work(meter);
      return { result: value, ms: performance.now() - start };
    });
    return result;
  }

  /** The same for a step that times itself, because the machine waits within it. */
  async exchange<T extends { readonly ms: number }>(stage: string, work: (meter: Meter) => Promise<T>): Promise<T> {
    const meter: Meter = { bytes: 0, retries: 0 };
    try {
      const result = await work(meter);
      this.stages.push({ stage, ms: result.ms, ...meter });
      return result;
    } catch (error) {
      if (error instanceof BootFault) this.faults.push({ stage: error.stage, code: error.code });
      throw error;
    }
  }
}
