import { findAois, type AoiRecord } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { Failure } from '../failure.ts';

/**
 * The tenant's one AOI of that id or name, of one project where that is given.
 *
 * @throws Failure `missing` if there is none, `conflict` with their ids if several projects have one of that name
 */
export async function requireAoiNamed(
  db: Queryable,
  tenantId: string,
  idOrName: string,
  projectId?: string,
): Promise<AoiRecord> {
  const found = (await findAois(db, tenantId, idOrName)).filter(
    (aoi) => projectId === undefined || aoi.projectId === projectId,
  );
  if (found.length === 0) {
    throw new Failure('missing', `no AOI "${idOrName}"; \`chromatile aois list\` shows them`);
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new Failure('conflict', `${found.length} AOIs are named "${idOrName}": give an id: ${ids}`);
  }
  return found[0];
}
