import { z } from 'zod';
import { queryNumberOr } from './params.ts';

/** Most items of one page. */
const LIMIT = 1000;

/** `offset` and `limit` of a list, as query parameters. */
export const pageQuery = z.object({
  offset: queryNumberOr(0, z.int().min(0).max(Number.MAX_SAFE_INTEGER)).meta({
    description: 'Items to leave out at the beginning.',
  }),
  limit: queryNumberOr(10, z.int().min(1).max(LIMIT)).meta({ description: 'Most items to answer.' }),
});

/** Where in a list a page lies, as it is answered beside the list. */
export const pagination = z
  .object({ total: z.int().min(0), offset: z.int().min(0), limit: z.int().min(1) })
  .meta({ id: 'Pagination', description: 'total counts all items, not those of this page.' });

/** `page_num` and `page_size` of the project list, as query parameters. */
export const numberedPageQuery = z.object({
  page_num: queryNumberOr(1, z.int().min(1).max(1_000_000)).meta({ description: 'Page to answer, from 1.' }),
  page_size: queryNumberOr(10, z.int().min(1).max(LIMIT)).meta({ description: 'Most items of a page.' }),
});
