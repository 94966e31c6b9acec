import type { Queryable } from '../catalogue/database.ts';
import { currentLegends, type LegendRecord } from '../catalogue/legends.ts';
import { updateVisualization, type DynamicRecipe } from '../catalogue/visualizations.ts';
import type { Engine } from '../engine/engine.ts';
import { Failure, invalidField } from '../failure.ts';
import { checkBins, checkRange } from '../style/automatic.ts';
import { editLegend, type LegendItemInput } from '../style/edit.ts';
import type { BreakMethod, BreakRange, Mode, Ramp } from '../style/style.ts';
import { automaticLegend, modesOf } from './automatic-legends.ts';
import { dateKey } from './date-key.ts';
import { requireLockedAoi, requireVisualization, type FoundVisualization } from './found.ts';
import { measureLegend, scenesOf, summariseScene, type Scene } from './scene.ts';
import { OPERATOR, type Caller, type Services } from './services.ts';
import { append } from './write-legends.ts';

/** A PUT: new classes of one mode, per date. */
export interface LegendsEdit {
  readonly mode: Mode;
  /** By date, `YYYY-MM-DD`; null asks for automatic classes. Empty means all dates. */
  readonly legend: ReadonlyMap<string, readonly LegendItemInput[] | null>;
  readonly bins?: number | undefined;
  readonly dynamicMethod?: BreakMethod | undefined;
  readonly dynamicRange?: BreakRange | undefined;
  readonly ramp?: Ramp | undefined;
}

/**
 * Replaces the legends of one mode on the given dates; all of them or, on a failure, none. Without any date a
 * dynamic edit rebins all dates, and later ones come to follow it.
 *
 * @returns all current legends of the visualization, both modes
 * @throws Failure `missing` for a date it does not have; `invalid` naming the class at fault, or for a mode that
 * the index does not have
 */
export async function replaceLegend(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  edit: LegendsEdit,
): Promise<readonly LegendRecord[]> {
  return services.database.transaction(async (tx) => {
    await requireLockedAoi(tx, caller.tenantId, aoiId);
    const found = await requireVisualization(tx, caller.tenantId, aoiId, visualizationId);
    requireMode(found, edit.mode);
    const scenes = await scenesOf(tx, found.aoi, found.visualization);
    const recipe = recipeOf(edit, found.visualization.dynamic);
    const isForAll = edit.legend.size === 0;
    const dates = isForAll ? scenes.map(({ date }) => date) : [...edit.legend.keys()];
    const current = await currentLegends(tx, visualizationId);
    if (isForAll && edit.mode === 'dynamic') await updateVisualization(tx, visualizationId, { dynamic: recipe });
    if (isForAll && edit.mode === 'theoretical' && edit.ramp === undefined) return current;
    for (const scene of requireDates(scenes, dates)) {
      await writeEdit(tx, services.engine, scene, found, edit, recipe, current, caller.userId ?? OPERATOR);
    }
    return currentLegends(tx, visualizationId);
  });
}

async function writeEdit(
  db: Queryable,
  engine: Engine,
  scene: Scene,
  { visualization, index }: FoundVisualization,
  edit: LegendsEdit,
  recipe: DynamicRecipe,
  current: readonly LegendRecord[],
  userId: string,
): Promise<void> {
  const { mode } = edit;
  const previous = current.find((record) => record.date === scene.date && record.mode === mode)?.legend;
  const ramp = edit.ramp ?? previous?.ramp ?? recipe.ramp;
  const automatic = automaticLegend(index, mode, await summariseScene(db, engine, scene), { ...recipe, ramp });
  const items = edit.legend.get(scene.date);
  const isRepaint = mode === 'theoretical' && edit.legend.size === 0;
  const legend = isRepaint
    ? { ...(previous ?? automatic), ramp }
    : editLegend({ items, automatic, previous, bins: edit.bins, field: `legend.${dateKey(scene.date)}` });
  await append(db, visualization.id, scene, await measureLegend(db, engine, scene, legend), { cause: 'put', userId });
}

/** What was asked for, with the visualization's own settings where nothing was. */
function recipeOf(edit: LegendsEdit, own: DynamicRecipe): DynamicRecipe {
  return {
    method: edit.dynamicMethod ?? own.method,
    range: checkRange(edit.dynamicRange ?? own.range),
    ramp: edit.ramp ?? own.ramp,
    bins: checkBins(edit.bins ?? own.bins),
  };
}

/** @throws Failure `invalid` if the index has no legend of that mode */
export function requireMode({ index }: Pick<FoundVisualization, 'index'>, mode: Mode): void {
  const modes = modesOf(index);
  if (modes.includes(mode)) return;
  const has = modes.length === 0 ? 'no legend at all' : `only ${modes.join(' and ')} legends`;
  throw invalidField('visualization_mode', `"${mode}" is not available: ${index.name} has ${has}`);
}

/**
 * The scenes of the dates, in the order asked for.
 *
 * @throws Failure `missing` for the first date that has none
 */
export function requireDates(scenes: readonly Scene[], dates: readonly string[]): Scene[] {
  return dates.map((date) => {
    const scene = scenes.find((candidate) => candidate.date === date);
    if (scene !== undefined) return scene;
    const known = scenes.map((candidate) => dateKey(candidate.date));
    const some =
      known.length > 6 ? `${known.slice(0, 3).join(', ')} ... ${known.slice(-2).join(', ')}` : known.join(', ');
    throw new Failure('missing', `the visualization has no image of ${dateKey(date)}; it has ${some || 'none'}`);
  });
}
