import { createHash } from 'node:crypto';
import type { Legend, Mode } from '../style/style.ts';
import type { Queryable } from './database.ts';

/** What made a legend: creation, an edit, a rollback, or a new or changed asset. */
export type LegendCause = 'created' | 'put' | 'patch' | 'asset';

/** One revision of the legend of a visualization on one date in one mode. Revisions are never changed. */
export interface LegendRecord {
  readonly visualizationId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  /** Counted from 1. */
  readonly revision: number;
  readonly legend: Legend;
  /** 16 hex digits that name the scale: equal ids paint equal values in equal classes. */
  readonly scaleId: string;
  /** The scene that it was computed from. */
  readonly sceneKey: string;
  readonly cause: LegendCause;
  readonly userId: string;
  readonly createdAt: Date;
  /** Set when the visualization lost the date. */
  readonly endedAt: Date | null;
}

export type NewLegend = Pick<
  LegendRecord,
  'visualizationId' | 'date' | 'mode' | 'legend' | 'sceneKey' | 'cause' | 'userId'
>;

/** What a scale is made of. */
export interface ScaleSource {
  readonly aoiId: string;
  readonly indexId: string;
  readonly date: string;
  readonly sceneKey: string;
  readonly legend: Legend;
}

const COLUMNS = `visualization_id AS "visualizationId", date, mode, revision, legend, scale_id AS "scaleId",
  scene_key AS "sceneKey", cause, user_id AS "userId", created_at AS "createdAt", ended_at AS "endedAt"`;

/** First 16 hex digits of SHA-256 over everything that decides which values share a class. */
export function scaleId({ aoiId, indexId, date, sceneKey, legend }: ScaleSource): string {
  const bounds = legend.classes.map(({ min, max }) => [min, max]);
  const parts = [aoiId, indexId, date, legend.mode, legend.method, legend.range, bounds, legend.ends, sceneKey];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The latest legend of every date and mode that the visualization has, by date, dynamic first. */
export async function currentLegends(db: Queryable, visualizationId: string): Promise<LegendRecord[]> {
  return (await db.query(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT ON (date, mode) * FROM legends WHERE visualization_id = $1 ORDER BY date, mode, revision DESC
     ) AS latest WHERE ended_at IS NULL ORDER BY date, mode`,
    [visualizationId],
  )) as LegendRecord[];
}

/** The latest legend of a date and mode, or undefined when the visualization does not have it. */
export async function currentLegend(
  db: Queryable,
  visualizationId: string,
  date: string,
  mode: Mode,
): Promise<LegendRecord | undefined> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM legends WHERE visualization_id = $1 AND date = $2 AND mode = $3
     ORDER BY revision DESC LIMIT 1`,
    [visualizationId, date, mode],
  );
  const latest = (rows as LegendRecord[]).at(0);
  return latest?.endedAt === null ? latest : undefined;
}

/** Every revision of a date and mode, latest first, ended ones included. */
export async function legendHistory(
  db: Queryable,
  visualizationId: string,
  date: string,
  mode: Mode,
): Promise<LegendRecord[]> {
  return (await db.query(
    `SELECT ${COLUMNS} FROM legends WHERE visualization_id = $1 AND date = $2 AND mode = $3 ORDER BY revision DESC`,
    [visualizationId, date, mode],
  )) as LegendRecord[];
}

/**
 * Adds the next revision. Whoever appends to the same date and mode meanwhile takes the number after it.
 *
 * @throws Error if there is no such visualization
 */
export async function appendLegend(db: Queryable, input: NewLegend): Promise<LegendRecord> {
  const { visualizationId, date, mode, legend, sceneKey, cause, userId } = input;
  for (;;) {
    const owner = await ownerOf(db, visualizationId);
    const scale = scaleId({ ...owner, date, sceneKey, legend });
    // waits for a rival's insert of the same number, sees it committed, inserts nothing, and counts again
    const rows = await db.query(
      `INSERT INTO legends (tenant_id, visualization_id, date, mode, revision, legend, scale_id, scene_key, cause,
         user_id)
       SELECT v.tenant_id, v.id, $2::date, $3::text, 1 + coalesce(max(l.revision), 0), $4::jsonb, $5, $6, $7, $8
       FROM visualizations v
       LEFT JOIN legends l ON l.visualization_id = v.id AND l.date = $2::date AND l.mode = $3::text
       WHERE v.id = $1 GROUP BY v.id
       ON CONFLICT (visualization_id, date, mode, revision) DO NOTHING RETURNING ${COLUMNS}`,
      [visualizationId, date, mode, JSON.stringify(legend), scale, sceneKey, cause, userId],
    );
    const appended = (rows as LegendRecord[]).at(0);
    if (appended !== undefined) return appended;
  }
}

async function ownerOf(db: Queryable, visualizationId: string): Promise<{ aoiId: string; indexId: string }> {
  const rows = await db.query(`SELECT aoi_id AS "aoiId", index_id AS "indexId" FROM visualizations WHERE id = $1`, [
    visualizationId,
  ]);
  const owner = (rows as { aoiId: string; indexId: string }[]).at(0);
  if (owner === undefined) throw new Error(`no visualization ${visualizationId} to add a legend to`);
  return owner;
}

/** Ends both modes' legends of a date that the visualization no longer covers. Their history stays. */
export async function dropDate(db: Queryable, visualizationId: string, date: string): Promise<void> {
  await db.query(`UPDATE legends SET ended_at = now() WHERE visualization_id = $1 AND date = $2 AND ended_at IS NULL`, [
    visualizationId,
    date,
  ]);
}
