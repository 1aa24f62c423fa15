import type { Charge } from '../value/equal.ts';
import { kindOf } from '../value/kind.ts';
import { numberOf } from '../value/number.ts';
import { typeName } from '../value/type-name.ts';
import { noFlags } from './flags.ts';
import { Printer } from './printer.ts';

/** Widths and precisions beyond this are refused by Go too. */
const tooLarge = 1_000_000;

interface Star {
  readonly value: number | undefined;
  readonly next: number;
}

/** One call of printf: the position in the format and in the operands. */
class Format {
  readonly #format: string;
  readonly #operands: readonly unknown[];
  readonly #printer: Printer;
  readonly #charge: Charge;
  #at = 0;
  #operand = 0;
  #reordered = false;
  #goodIndex = true;
  #afterIndex = false;

  constructor(format: string, operands: readonly unknown[], charge: Charge) {
    this.#format = format;
    this.#operands = operands;
    this.#printer = new Printer(charge);
    this.#charge = charge;
  }

  run(): string {
    const printer = this.#printer;
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf('%', this.#at);
      const end = percent < 0 ? this.#format.length : percent;
      if (end > this.#at) printer.write(this.#format.slice(this.#at, end));
      if (percent < 0) break;
      this.#at = percent + 1;
      if (!this.#directive()) {
        printer.write('%!(NOVERB)');
        break;
      }
    }
    if (!this.#reordered && this.#operand < this.#operands.length) this.#extra();
    return printer.text;
  }

  #extra(): void {
    const printer = this.#printer;
    printer.flags = noFlags();
    printer.write('%!(EXTRA ');
    this.#operands.slice(this.#operand).forEach((operand, i) => {
      if (i > 0) printer.write(', ');
      if (operand === null || operand === undefined) printer.write('<nil>');
      else {
        printer.write(`${typeName(operand)}=`);
        printer.operand(operand, 'v');
      }
    });
    printer.write(')');
  }

  /** Flags, width, precision and verb after a `%`. False if the format ends before the verb. */
  #directive(): boolean {
    this.#goodIndex = true;
    this.#readFlags();
    this.#readIndex();
    this.#readWidth();
    this.#readPrecision();
    if (!this.#afterIndex) this.#readIndex();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return false;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    this.#print(verb);
    return true;
  }

  #print(verb: string): void {
    const printer = this.#printer;
    if (verb === '%') printer.write('%');
    else if (!this.#goodIndex) printer.write(`%!${verb}(BADINDEX)`);
    else if (this.#operand >= this.#operands.length) printer.write(`%!${verb}(MISSING)`);
    else {
      const { flags } = printer;
      if (verb === 'v') {
        flags.sharpV = flags.sharp;
        flags.sharp = false;
        flags.plusV = flags.plus;
        flags.plus = false;
      }
      this.#charge(((flags.width ?? 0) + (flags.precision ?? 0)) >> 4);
      printer.operand(this.#operands[this.#operand], verb);
      this.#operand++;
    }
  }

  #readFlags(): void {
    const flags = noFlags();
    this.#printer.flags = flags;
    for (; ; this.#at++) {
      const char = this.#format[this.#at];
      if (char === '#') flags.sharp = true;
      else if (char === '0') flags.zero = !flags.minus;
      else if (char === '+') flags.plus = true;
      else if (char === ' ') flags.space = true;
      else if (char === '-') {
        flags.minus = true;
        flags.zero = false;
      } else return;
    }
  }

  /** `[3]`: the operand to use next. */
  #readIndex(): void {
    this.#afterIndex = false;
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    if (this.#format.length - this.#at < 3 || close < 0) {
      this.#goodIndex = false;
      this.#at++;
      return;
    }
    const digits = this.#format.slice(this.#at + 1, close);
    const index = /^[0-9]+$/.test(digits) && Number(digits) <= tooLarge * 10 ? Number(digits) - 1 : undefined;
    this.#at = close + 1;
    this.#afterIndex = index !== undefined;
    if (index !== undefined && index >= 0 && index < this.#operands.length) this.#operand = index;
    else this.#goodIndex = false;
  }

  #number(): number | undefined {
    const start = this.#at;
    let value = 0;
    for (
      let char = this.#format[this.#at];
      char !== undefined && char >= '0' && char <= '9';
      char = this.#format[this.#at]
    ) {
      if (value > tooLarge) {
        // Go gives up on the whole rest of the format.
        this.#at = this.#format.length;
        return undefined;
      }
      value = value * 10 + Number(char);
      this.#at++;
    }
    return this.#at === start ? undefined : value;
  }

  #star(): Star {
    if (this.#operand >= this.#operands.length) return { value: undefined, next: this.#operand };
    const operand = this.#operands[this.#operand];
    const kind = kindOf(operand);
    const number = kind === 'int' || kind === 'uint' ? Number(numberOf(operand)) : undefined;
    return {
      value: number !== undefined && Math.abs(number) <= tooLarge ? number : undefined,
      next: this.#operand + 1,
    };
  }

  #readWidth(): void {
    const { flags } = this.#printer;
    if (this.#format[this.#at] !== '*') {
      flags.width = this.#number();
      if (this.#afterIndex && flags.width !== undefined) this.#goodIndex = false;
      return;
    }
    this.#at++;
    const star = this.#star();
    this.#operand = star.next;
    if (star.value === undefined) this.#printer.write('%!(BADWIDTH)');
    else flags.width = Math.abs(star.value);
    if (star.value !== undefined && star.value < 0) {
      flags.minus = true;
      flags.zero = false;
    }
    this.#afterIndex = false;
  }

  #readPrecision(): void {
    const { flags } = this.#printer;
    if (this.#at + 1 >= this.#format.length || this.#format[this.#at] !== '.') return;
    this.#at++;
    if (this.#afterIndex) this.#goodIndex = false;
    this.#readIndex();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0;
      return;
    }
    this.#at++;
    const star = this.#star();
    this.#operand = star.next;
    flags.precision = star.value !== undefined && star.value >= 0 ? star.value : undefined;
    if (flags.precision === undefined) this.#printer.write('%!(BADPREC)');
    this.#afterIndex = false;
  }
}

/** Go's `fmt.Sprintf`. It never fails: faults of a format show in the text, as `%!d(string=x)`. */
export function sprintf(format: string, operands: readonly unknown[], charge: Charge): string {
  return new Format(format, operands, charge).run();
}
