import { entryOf, itemsOf, sortedKeys } from '../value/access.ts';
import type { Charge } from '../value/equal.ts';
import { branded, goKind, kindOf } from '../value/kind.ts';
import { bigOf, numberOf } from '../value/number.ts';
import type { GoStruct } from '../value/struct.ts';
import { typeName } from '../value/type-name.ts';
import {
  type Flags,
  formatChar,
  formatHexText,
  formatInteger,
  formatQuoted,
  formatQuotedChar,
  formatSignedFloat,
  formatText,
  formatUnicode,
  noFlags,
  pad,
} from './flags.ts';

/** Deepest value that is printed; deeper ones are cyclic or as good as. */
const maxDepth = 1000;

/** Prints values as Go's package fmt does. */
export class Printer {
  flags: Flags = noFlags();
  text = '';
  #erroring = false;
  readonly #charge: Charge;
  readonly #indirect: boolean;

  /** `indirect`: pointers to structs print as what they point to, which is what actions do. */
  constructor(charge: Charge, indirect = false) {
    this.#charge = charge;
    this.#indirect = indirect;
  }

  write(text: string): void {
    this.#charge(1 + (text.length >> 6));
    this.text += text;
  }

  #bad(value: unknown, verb: string): void {
    this.#erroring = true;
    if (value === undefined || value === null) this.write(`%!${verb}(<nil>)`);
    else {
      this.write(`%!${verb}(${typeName(value)}=`);
      this.value(value, 'v', 0);
      this.write(')');
    }
    this.#erroring = false;
  }

  /** One operand under a verb. */
  operand(value: unknown, verb: string): void {
    if (value === undefined || value === null) {
      if (verb === 'T' || verb === 'v') this.write(pad('<nil>', this.flags));
      else this.#bad(value, verb);
    } else if (verb === 'T') this.write(formatText(typeName(value), this.flags));
    // Only Errorf knows %w; everything else refuses a value under it as a whole.
    else if (verb === 'w') this.#bad(value, verb);
    else this.value(value, verb, 0);
  }

  value(value: unknown, verb: string, depth: number): void {
    if (depth > maxDepth) throw new Error('value is nested too deeply to print');
    const kind = kindOf(value);
    switch (kind) {
      case 'invalid':
      case 'nil':
        if (this.flags.sharpV) this.write('interface {}(nil)');
        else this.write('<nil>');
        return;
      case 'bool':
        if (verb === 't' || verb === 'v') this.write(pad(String(value), this.flags));
        else this.#bad(value, verb);
        return;
      case 'string':
        this.#string(value as string, value, verb);
        return;
      case 'int':
      case 'uint':
        this.#integer(value, verb, kind === 'uint');
        return;
      case 'float':
        this.#float(value, verb);
        return;
      case 'slice':
        this.#slice(value, verb, depth);
        return;
      case 'map':
        this.#map(value, verb, depth);
        return;
      case 'struct':
        this.#struct(value as GoStruct, verb, depth);
        return;
      case 'pointer':
        this.#nilPointer(value, verb);
        return;
      case 'func':
      case 'opaque':
        // Go prints an address here, which no two runs share.
        this.write(pad(`<${kind}>`, this.flags));
        return;
    }
  }

  #nilPointer(value: unknown, verb: string): void {
    const type = typeName(value);
    if (verb === 'v' && this.flags.sharpV) this.write(`(${type})(nil)`);
    else if (verb === 'v' || (verb === 's' && !type.startsWith('*'))) this.write(pad('<nil>', this.flags));
    else if ('bodxX'.includes(verb)) this.#integer(0, verb, true);
    else this.#bad(value, verb);
  }

  /** Text of a string, or of a value that prints itself as one. */
  #string(text: string, value: unknown, verb: string): void {
    switch (verb) {
      case 'v':
        this.write(this.flags.sharpV ? formatQuoted(text, this.flags) : formatText(text, this.flags));
        return;
      case 's':
        this.write(formatText(text, this.flags));
        return;
      case 'x':
      case 'X':
        this.write(formatHexText(text, this.flags, verb === 'X'));
        return;
      case 'q':
        this.write(formatQuoted(text, this.flags));
        return;
      default:
        this.#bad(value, verb);
    }
  }

  #integer(value: unknown, verb: string, unsigned: boolean): void {
    const number = bigOf(value);
    switch (verb) {
      case 'v':
        if (unsigned && this.flags.sharpV) this.write(formatInteger(number, 16, { ...this.flags, sharp: true }, 'v'));
        else this.write(formatInteger(number, 10, this.flags, verb));
        return;
      case 'd':
        this.write(formatInteger(number, 10, this.flags, verb));
        return;
      case 'b':
        this.write(formatInteger(number, 2, this.flags, verb));
        return;
      case 'o':
      case 'O':
        this.write(formatInteger(number, 8, this.flags, verb));
        return;
      case 'x':
      case 'X':
        this.write(formatInteger(number, 16, this.flags, verb));
        return;
      case 'c':
        this.write(formatChar(number, this.flags));
        return;
      case 'q':
        this.write(formatQuotedChar(number, this.flags));
        return;
      case 'U':
        this.write(formatUnicode(number, this.flags));
        return;
      default:
        this.#bad(value, verb);
    }
  }

  #float(value: unknown, verb: string): void {
    const number = Number(numberOf(value));
    if ('bgGxX'.includes(verb)) this.write(formatSignedFloat(number, verb, -1, this.flags));
    else if ('feE'.includes(verb)) this.write(formatSignedFloat(number, verb, 6, this.flags));
    else if (verb === 'v') this.write(formatSignedFloat(number, 'g', -1, this.flags));
    else if (verb === 'F') this.write(formatSignedFloat(number, 'f', 6, this.flags));
    else this.#bad(value, verb);
  }

  #slice(value: unknown, verb: string, depth: number): void {
    const wrapper = branded(value);
    if (this.flags.sharpV) {
      this.write(typeName(value));
      if (wrapper?.[goKind] === 'slice' && wrapper.isNil) {
        this.write('(nil)');
        return;
      }
    }
    const [open, separator, close] = this.flags.sharpV ? ['{', ', ', '}'] : ['[', ' ', ']'];
    this.write(open);
    itemsOf(value).forEach((item, i) => {
      if (i > 0) this.write(separator);
      this.value(item, verb, depth + 1);
    });
    this.write(close);
  }

  #map(value: unknown, verb: string, depth: number): void {
    const wrapper = branded(value);
    this.write(this.flags.sharpV ? typeName(value) : 'map');
    if (this.flags.sharpV && wrapper?.[goKind] === 'map' && wrapper.isNil) {
      this.write('(nil)');
      return;
    }
    this.write(this.flags.sharpV ? '{' : '[');
    sortedKeys(value).forEach((key, i) => {
      if (i > 0) this.write(this.flags.sharpV ? ', ' : ' ');
      this.#string(key, key, verb);
      this.write(':');
      this.value(entryOf(value, key), verb, depth + 1);
    });
    this.write(this.flags.sharpV ? '}' : ']');
  }

  #struct(value: GoStruct, verb: string, depth: number): void {
    const text = 'vsxXq'.includes(verb) && !this.flags.sharpV && !this.#erroring ? value.text() : undefined;
    if (text !== undefined) {
      this.#string(text, value, verb);
      return;
    }
    if (value.pointer && depth > 0 && !'vpbodxX'.includes(verb)) {
      this.#bad(value, verb);
      return;
    }
    if (value.pointer && !(this.#indirect && depth === 0)) this.write('&');
    if (this.flags.sharpV) this.write(value.type.name.replace(/^\*/, ''));
    this.write('{');
    value.fieldNames().forEach((name, i) => {
      if (i > 0) this.write(this.flags.sharpV ? ', ' : ' ');
      if (this.flags.plusV || this.flags.sharpV) this.write(`${name}:`);
      this.value(value.field(name), verb, depth + 1);
    });
    this.write('}');
  }
}

/** Go's `fmt.Sprint`: a space between operands of which neither is a string. */
export function sprint(values: readonly unknown[], charge: Charge, indirect = false): string {
  const printer = new Printer(charge, indirect);
  values.forEach((value, i) => {
    if (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string') printer.write(' ');
    printer.operand(value, 'v');
  });
  return printer.text;
}

/** Go's `fmt.Sprintln`. */
export function sprintln(values: readonly unknown[], charge: Charge): string {
  const printer = new Printer(charge);
  values.forEach((value, i) => {
    if (i > 0) printer.write(' ');
    printer.operand(value, 'v');
  });
  return `${printer.text}\n`;
}
