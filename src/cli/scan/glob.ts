/** True when a text is a pattern rather than a path. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** The folder from which a glob's files are to be looked for: its parts before the first pattern. */
export function globRoot(glob: string): string {
  const parts = glob.split('/');
  const root = parts.slice(
    0,
    parts.findIndex((part) => isGlob(part)),
  );
  return root.length === 0 ? '.' : root.join('/') || '/';
}

/** A test of paths: `*` and `?` stay within a folder, `**` is any number of folders. */
export function globMatcher(glob: string): (path: string) => boolean {
  const source = glob
    .replace(/^\.\//, '')
    .split('/')
    .map((part, i, { length }) => {
      if (part === '**') return i === length - 1 ? '.*' : '(?:[^/]+/)*';
      const text = part
        .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
        .replace(/\*+/g, '[^/]*')
        .replaceAll('?', '[^/]');
      return i === length - 1 ? text : `${text}/`;
    })
    .join('');
  const pattern = new RegExp(`^${source}$`);
  return (path) => pattern.test(path.replace(/^\.\//, ''));
}
