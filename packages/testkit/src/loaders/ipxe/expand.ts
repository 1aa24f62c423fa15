/** Looks up a setting without its format: `net0/mac`, `uuid`; undefined where there is none. */
export type Setting = (name: string) => string | undefined;

/**
 * Replaces `${name}` and `${name:format}`, the innermost first and until there is none left, so that what a value holds is expanded
 * too (`expand_settings`, core/settings.c). What has no end stays as it is.
 */
export function expandSettings(word: string, setting: Setting): string {
  let text = word;
  for (;;) {
    const end = endOfFirst(text);
    if (end === undefined) return text;
    const start = text.lastIndexOf('${', end);
    const [name, format] = splitAt(text.slice(start + 2, end));
    text = text.slice(0, start) + formatted(setting(name) ?? '', format) + text.slice(end + 1);
  }
}

function endOfFirst(text: string): number | undefined {
  const start = text.indexOf('${');
  const end = start < 0 ? -1 : text.indexOf('}', start);
  return end < 0 ? undefined : end;
}

function splitAt(name: string): readonly [string, string | undefined] {
  const colon = name.lastIndexOf(':');
  return colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
}

function formatted(value: string, format: string | undefined): string {
  if (format === 'hexhyp') return value.replaceAll(':', '-');
  if (format === 'hexraw') return value.replaceAll(':', '');
  return format === 'uristring' ? encodeURIComponent(value) : value;
}
