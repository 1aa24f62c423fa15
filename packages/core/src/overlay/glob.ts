/** A test for paths: `*` and `?` stand for characters other than a slash, `**` for anything. */
export function globTest(pattern: string): (path: string) => boolean {
  const source = pattern.replace(/\*\*|[*?]|[^*?]+/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 's');
  return (path) => expression.test(path);
}
