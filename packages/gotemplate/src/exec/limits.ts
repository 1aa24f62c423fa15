import { LimitError } from '../errors.ts';
import { itemsOf, tableOf } from '../value/access.ts';
import { kindOf } from '../value/kind.ts';

/** What one execution may use at most. Passing a limit is a `TemplateError` with code `TEMPLATE_LIMIT`. */
export interface Limits {
  /** Evaluated nodes, and work of functions in proportion. Ten million take one or two seconds. */
  readonly steps: number;
  /** Text written, in UTF-16 code units. */
  readonly outputBytes: number;
  /** Length of one string, in UTF-16 code units, or a sixteenth of it in elements of one list. */
  readonly valueBytes: number;
  /** Templates within templates. */
  readonly depth: number;
}

export const defaultLimits: Limits = { steps: 20_000_000, outputBytes: 64 << 20, valueBytes: 16 << 20, depth: 500 };

/** Counts what an execution uses. */
export class Meter {
  readonly limits: Limits;
  #steps = 0;
  #written = 0;

  constructor(limits: Partial<Limits>) {
    this.limits = { ...defaultLimits, ...limits };
  }

  readonly charge = (units: number): void => {
    this.#steps += units;
    if (this.#steps > this.limits.steps) throw new LimitError(`more than ${this.limits.steps} steps`);
  };

  wrote(length: number): void {
    this.#written += length;
    if (this.#written > this.limits.outputBytes)
      throw new LimitError(`more than ${this.limits.outputBytes} bytes of output`);
  }

  /** Charges for handing a value to a function whose work grows with its size. */
  chargeValue(value: unknown): void {
    if (typeof value === 'string') this.charge(value.length >> 6);
    else if (typeof value === 'object' && value !== null) this.charge(sizeOf(value) >> 4);
  }

  /** Refuses values that grow beyond all use. */
  checkResult(value: unknown): void {
    if (typeof value === 'string') {
      if (value.length > this.limits.valueBytes)
        throw new LimitError(`a string of more than ${this.limits.valueBytes} bytes`);
    } else if (typeof value === 'object' && value !== null && sizeOf(value) > this.limits.valueBytes >> 4) {
      throw new LimitError(`a collection of more than ${this.limits.valueBytes >> 4} elements`);
    }
  }
}

function sizeOf(value: object): number {
  switch (kindOf(value)) {
    case 'slice':
      return itemsOf(value).length;
    case 'map':
      return tableOf(value)?.size ?? 0;
    default:
      return 0;
  }
}
