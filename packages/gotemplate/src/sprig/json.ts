import { isNegative } from '../format/float.ts';
import { entryOf, itemsOf, sortedKeys } from '../value/access.ts';
import { newDict } from '../value/containers.ts';
import type { Charge } from '../value/equal.ts';
import { type FuncMap, goFunc } from '../value/func.ts';
import { branded, goKind, kindOf } from '../value/kind.ts';
import { goFloat, numberOf } from '../value/number.ts';
import { typeName } from '../value/type-name.ts';

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function encodeString(text: string, html: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
  const escaped = text.replace(/["\\\x00-\x1f\u2028\u2029]/g, (char) => escapes[char] ?? unicodeEscape(char));
  const valid = escaped.replace(/[\u{d800}-\u{dfff}]/gu, '\\ufffd');
  return `"${html ? valid.replace(/[<>&]/g, unicodeEscape) : valid}"`;
}

/** Writes JSON as Go's encoding/json does: sorted keys, escaped `<>&` unless asked otherwise. */
class Encoder {
  readonly #html: boolean;
  readonly #indent: string;
  readonly #charge: Charge;

  constructor(charge: Charge, html: boolean, indent: string) {
    this.#charge = charge;
    this.#html = html;
    this.#indent = indent;
  }

  encode(value: unknown, depth: number): string {
    this.#charge(1);
    if (depth > 1000) throw new Error('json: value is nested too deeply');
    const kind = kindOf(value);
    switch (kind) {
      case 'invalid':
      case 'nil':
      case 'pointer':
        return 'null';
      case 'bool':
        return String(value);
      case 'string':
        return encodeString(value as string, this.#html);
      case 'int':
      case 'uint':
        return String(numberOf(value));
      case 'float':
        return this.#float(Number(numberOf(value)));
      case 'slice': {
        const wrapper = branded(value);
        if (wrapper?.[goKind] === 'slice' && wrapper.isNil) return 'null';
        return this.#bracket(
          '[',
          itemsOf(value).map((item) => this.encode(item, depth + 1)),
          ']',
          depth,
        );
      }
      case 'map':
        return this.#object(
          sortedKeys(value).map((key) => [key, entryOf(value, key)]),
          depth,
        );
      case 'struct': {
        const wrapper = branded(value);
        if (wrapper?.[goKind] !== 'struct') return 'null';
        const names = wrapper.fieldNames();
        if (names.length === 0) return encodeString(wrapper.text() ?? '', this.#html);
        return this.#object(
          names.map((name) => [name, wrapper.field(name)]),
          depth,
        );
      }
      case 'func':
      case 'opaque':
        throw new Error(`json: unsupported type: ${typeName(value)}`);
    }
  }

  #float(value: number): string {
    if (!Number.isFinite(value)) throw new Error(`json: unsupported value: ${value}`);
    return value === 0 && isNegative(value) ? '-0' : String(value);
  }

  #object(entries: readonly (readonly [string, unknown])[], depth: number): string {
    const colon = this.#indent === '' ? ':' : ': ';
    const members = entries.map(
      ([key, value]) => encodeString(key, this.#html) + colon + this.encode(value, depth + 1),
    );
    return this.#bracket('{', members, '}', depth);
  }

  #bracket(open: string, parts: readonly string[], close: string, depth: number): string {
    this.#charge(parts.reduce((sum, part) => sum + part.length, 0) >> 6);
    if (this.#indent === '' || parts.length === 0) return open + parts.join(',') + close;
    const inner = `\n${this.#indent.repeat(depth + 1)}`;
    return `${open}${inner}${parts.join(`,${inner}`)}\n${this.#indent.repeat(depth)}${close}`;
  }
}

/** Numbers are float64, as Go decodes them into an empty interface. */
function decoded(value: unknown): unknown {
  if (typeof value === 'number') return goFloat(value);
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value === 'object' && value !== null)
    return newDict(Object.entries(value).map(([key, item]) => [key, decoded(item)]));
  return value;
}

function encoder(html: boolean, indent: string) {
  return goFunc(['any'], function (value) {
    return new Encoder(this.charge, html, indent).encode(value, 0);
  });
}

/** An encoder that gives the empty string where Go's would fail. */
function lenient(html: boolean, indent: string) {
  return goFunc(['any'], function (value) {
    const writer = new Encoder(this.charge, html, indent);
    try {
      return writer.encode(value, 0);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('json: ')) return '';
      throw error;
    }
  });
}

/** Sprig's functions on JSON. */
export const jsonFuncs: FuncMap = {
  toJson: lenient(true, ''),
  toPrettyJson: lenient(true, '  '),
  toRawJson: encoder(false, ''),
  mustToJson: encoder(true, ''),
  mustToPrettyJson: encoder(true, '  '),
  mustToRawJson: encoder(false, ''),
  fromJson: goFunc(['string'], (text) => {
    try {
      return decoded(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }),
  mustFromJson: goFunc(['string'], (text) => decoded(JSON.parse(text))),
};
