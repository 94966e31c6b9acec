import type { Context } from 'koa';

/**
 * Makes an absolute URL for a path of this service, with a query of what is defined.
 *
 * @param path from `/`, encoded already, so that templates like `{z}` stay as they are
 */
export type Link = (path: string, query?: Readonly<Record<string, string | undefined>>) => string;

/** What stands for a caller in an address, where headers cannot be sent. */
const CREDENTIALS = ['key', 'sig'];

/** URLs under a base that carry on the credential, if any, which the request had in its address. */
export function linkFrom(ctx: Pick<Context, 'query'>, publicUrl: string): Link {
  const carried = CREDENTIALS.map((name) => [name, [ctx.query[name]].flat().at(0)] as const);
  return (path, query = {}) => {
    const parts = [...Object.entries(query), ...carried].flatMap(([name, value]) =>
      value ? [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`] : [],
    );
    return `${publicUrl}${path}${parts.length > 0 ? '?' : ''}${parts.join('&')}`;
  };
}
