import type { Credential } from './access.ts';

/**
 * Makes an absolute URL for a path of this service, with a query of what is defined.
 *
 * @param path from `/`, encoded already, so that templates like `{z}` stay as they are
 */
export type Link = (path: string, query?: Readonly<Record<string, string | undefined>>) => string;

/** URLs under a base that carry on the key or signature, if any, which the request had in its address. */
export function linkFrom(publicUrl: string, carried?: Credential): Link {
  const last = carried === undefined ? [] : [[carried.name, carried.value] as const];
  return (path, query = {}) => {
    const parts = [...Object.entries(query), ...last].flatMap(([name, value]) =>
      value ? [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`] : [],
    );
    return `${publicUrl}${path}${parts.length > 0 ? '?' : ''}${parts.join('&')}`;
  };
}
