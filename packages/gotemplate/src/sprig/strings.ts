import { quote } from '../format/quote.ts';
import { sprint } from '../format/printer.ts';
import { itemsOf } from '../value/access.ts';
import { compareText } from '../value/bytes.ts';
import { GoMap, GoSlice } from '../value/containers.ts';
import type { Charge } from '../value/equal.ts';
import { type FuncMap, goFunc, goVariadic } from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
import { toText } from './cast.ts';
import * as text from './text.ts';

/** The elements of a list as text, nils left out; anything else as a list of one. */
function textItems(list: unknown, charge: Charge): readonly string[] {
  if (list === null || list === undefined) return [];
  if (kindOf(list) !== 'slice') return [toText(list, charge)];
  return itemsOf(list)
    .filter((item) => item !== null && item !== undefined)
    .map((item) => toText(item, charge));
}

export function stringSlice(items: readonly string[]): GoSlice {
  return new GoSlice('[]string', items);
}

function numbered(parts: readonly string[]): GoMap {
  return new GoMap('map[string]string', new Map(parts.map((part, i) => [`_${i}`, part])));
}

function given(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => value !== null);
}

function indent(spaces: number, value: string, charge: Charge): string {
  if (spaces < 0) throw new Error('strings: negative Repeat count');
  charge(((value.split('\n').length + 1) * spaces) >> 4);
  const pad = ' '.repeat(spaces);
  return pad + value.replaceAll('\n', `\n${pad}`);
}

/** Sprig's functions on text. */
export const stringFuncs: FuncMap = {
  lower: goFunc(['string'], text.lower),
  upper: goFunc(['string'], text.upper),
  title: goFunc(['string'], text.title),
  untitle: goFunc(['string'], text.untitle),
  trim: goFunc(['string'], text.trimSpace),
  trimAll: goFunc(['string', 'string'], text.trimSet),
  trimall: goFunc(['string', 'string'], text.trimSet),
  trimPrefix: goFunc(['string', 'string'], text.trimPrefix),
  trimSuffix: goFunc(['string', 'string'], text.trimSuffix),
  nospace: goFunc(['string'], text.deleteSpaces),
  contains: goFunc(['string', 'string'], (part, value) => value.includes(part)),
  hasPrefix: goFunc(['string', 'string'], (prefix, value) => value.startsWith(prefix)),
  hasSuffix: goFunc(['string', 'string'], (suffix, value) => value.endsWith(suffix)),
  repeat: goFunc(['int', 'string'], function (count, value) {
    if (count < 0) throw new Error('strings: negative Repeat count');
    this.charge((count * value.length) / 16);
    return value.repeat(count);
  }),
  replace: goFunc(['string', 'string', 'string'], function (old, replacement, value) {
    this.charge((text.split(old, value).length * replacement.length) / 16);
    return text.replaceAll(value, old, replacement);
  }),
  plural: goFunc(['string', 'string', 'int'], (one, many, count) => (count === 1 ? one : many)),
  quote: goVariadic([], 'any', function (...values) {
    return given(values)
      .map((value) => quote(toText(value, this.charge)))
      .join(' ');
  }),
  squote: goVariadic([], 'any', function (...values) {
    return given(values)
      .map((value) => `'${sprint([value], this.charge)}'`)
      .join(' ');
  }),
  cat: goVariadic([], 'any', function (...values) {
    return given(values)
      .map((value) => sprint([value], this.charge))
      .join(' ');
  }),
  indent: goFunc(['int', 'string'], function (spaces, value) {
    return indent(spaces, value, this.charge);
  }),
  nindent: goFunc(['int', 'string'], function (spaces, value) {
    return `\n${indent(spaces, value, this.charge)}`;
  }),
  split: goFunc(['string', 'string'], (separator, value) => numbered(text.split(separator, value))),
  splitn: goFunc(['string', 'int', 'string'], (separator, limit, value) =>
    numbered(text.split(separator, value, limit)),
  ),
  splitList: goFunc(['string', 'string'], (separator, value) => stringSlice(text.split(separator, value))),
  join: goFunc(['string', 'any'], function (separator, list) {
    const items = textItems(list, this.charge);
    this.charge((items.length * separator.length) / 16);
    return items.join(separator);
  }),
  sortAlpha: goFunc(['any'], function (list) {
    if (kindOf(list) !== 'slice') return stringSlice([toText(list, this.charge)]);
    return stringSlice([...textItems(list, this.charge)].sort(compareText));
  }),
  toString: goFunc(['any'], function (value) {
    return toText(value, this.charge);
  }),
  toStrings: goFunc(['any'], function (list) {
    return stringSlice(textItems(list, this.charge));
  }),
  trunc: goFunc(['int', 'string'], text.truncate),
  substr: goFunc(['int', 'int', 'string'], (start, end, value) => {
    if (start < 0) return text.substring(value, undefined, end);
    if (end < 0) return text.substring(value, start, undefined);
    return text.substring(value, start, end > Buffer.byteLength(value) ? undefined : end);
  }),
};
