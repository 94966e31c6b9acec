/** True when a text is a pattern rather than a path. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
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

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]' };
const WILD = /\*|\?|\[!?([^\]/]+)\]|[.+^$(){}|[\]\\]/g;

/** A set of letters, `[!...]` all but them; any other sign is itself. */
function wildOrLiteral(found: string, letters: string | undefined): string {
  if (letters === undefined) return `\\${found}`;
  return `[${found.startsWith('[!') ? '^/' : ''}${letters.replace(/[\\^]/g, '\\$&')}]`;
}

/** A test of paths: `*`, `?` and `[abc]` stay within a folder, `**` is any number of folders. */
export function globMatcher(glob: string): (path: string) => boolean {
  const source = glob
    .replace(/^\.\//, '')
    .split('/')
    .map((part, i, { length }) => {
      if (part === '**') return i === length - 1 ? '.*' : '(?:[^/]+/)*';
      const text = part.replace(WILD, (found, letters?: string) => WILDCARDS[found] ?? wildOrLiteral(found, letters));
      return i === length - 1 ? text : `${text}/`;
    })
    .join('');
  const pattern = new RegExp(`^${source}$`);
  return (path) => pattern.test(path.replace(/^\.\//, ''));
}
