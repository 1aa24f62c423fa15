const LONGEST = 64;

/** Text of a machine nobody vouches for: printable ASCII on one line, at most 64 characters; undefined when nothing is left. */
export function cleanText(text: string | undefined): string | undefined {
  const clean = text
    ?.slice(0, 4 * LONGEST)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, LONGEST);
  return clean === '' ? undefined : clean;
}
