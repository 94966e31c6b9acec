import type { Level } from './plan.ts';

/** Relative slack for "not coarser": affine transforms are written with some 1e-10 of error. */
const SLACK = 1e-6;

/** A level's number and its pixels per pixel of the full one. */
export interface ChosenLevel {
  readonly level: number;
  readonly scaleCols: number;
  readonly scaleRows: number;
}

/**
 * The coarsest level of which the target, wherever it is finest, still steps one pixel or more: nothing is enlarged
 * that the file holds in finer pixels.
 *
 * @param levels level 0 first; any order of size after it
 * @param finestStep shortest step of the target in pixels of a level that has so many pixels per pixel of the full one
 */
export function chooseLevel(
  levels: readonly Level[],
  finestStep: (scaleCols: number, scaleRows: number) => number,
): ChosenLevel {
  const pixelsOf = ({ width, height }: Level): number => width * height;
  const scaleOf = ({ width, height }: Level): [number, number] => [width / levels[0].width, height / levels[0].height];
  let level = 0;
  for (let i = 1; i < levels.length; i++) {
    if (pixelsOf(levels[i]) >= pixelsOf(levels[level])) continue;
    if (finestStep(...scaleOf(levels[i])) >= 1 - SLACK) level = i;
  }
  const [scaleCols, scaleRows] = scaleOf(levels[level]);
  return { level, scaleCols, scaleRows };
}
