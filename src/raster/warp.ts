import type { Grid } from '../grid/grid.ts';
import { cropRaster, emptyLike, pasteRaster } from './crop.ts';
import { makeKernel, reachOf, resampledEncoding } from './resample.ts';
import type { Canvas, Kernel, LevelPixels } from './kernel.ts';
import { setRun } from './patch.ts';
import { planWarp, type Copy, type Level, type WarpPlan } from './plan.ts';
import type { Encoding, Raster, Values } from './raster.ts';
import type { Read, Part } from './reads.ts';
import type { Resampling } from './resample.ts';
import { emptyRun, sampleInside, type Run } from './run.ts';

/**
 * The source's values on another grid. Pixels outside the source and those that its nodata leaves nothing for are
 * invalid and hold 0. Positions come from exact projection at nodes that lie on the target's absolute lattice, and
 * from parabolas through them that are within 0.05 source px: any window of one grid samples the same pixels.
 *
 * On the same pixel lattice the result is a bit-exact copy, and `nearest` and `mode` always copy stored numbers. The
 * others mix them: scaled integers become Float32 (Float64 for 32 bit) in the same stored units with the same scale
 * and offset. Class thresholds are stored numbers too, so make the cuts from the asset's own encoding, never from a
 * warped raster's: then a value that meets an integer falls into the class that the integer has.
 *
 * @throws Failure `invalid` if a CRS cannot be computed with
 */
export function warp(source: Raster, target: Grid, resampling: Resampling): Raster {
  const plan = planWarp([source.grid], source.grid, target, resampling);
  const warped = new WarpedRaster(plan, source.encoding, (length) => emptyLike(source.values, length));
  for (const copy of plan.copies) warped.copy(copy, cropRaster(source, copy.window));
  for (const read of plan.reads) warped.fill({ ...read, window: { ...read.window, col: 0, row: 0 } }, source);
  return warped.raster();
}

/** A raster on the target grid of a plan while what was read is worked into it. */
export class WarpedRaster {
  readonly #plan: WarpPlan;
  readonly #encoding: Encoding;
  readonly #makeStored: (length: number) => Values;
  #canvas: Canvas | undefined;

  /**
   * @param encoding of the stored numbers
   * @param makeStored an array of zeros of their kind
   */
  constructor(plan: WarpPlan, encoding: Encoding, makeStored: (length: number) => Values) {
    this.#plan = plan;
    this.#encoding = resampledEncoding(plan.resampling, encoding);
    this.#makeStored = makeStored;
  }

  /** Takes over what was read for a copy of the plan. */
  copy({ to }: Copy, raster: Raster): void {
    const { target } = this.#plan;
    const isWhole = raster.grid.width === target.width && raster.grid.height === target.height;
    if (isWhole) this.#canvas = { values: raster.values, valid: raster.valid };
    else pasteRaster(raster, this.#getCanvas(), target.width, to.col, to.row);
  }

  /** Fills the parts of a read of the plan from what was read for it. */
  fill(read: Read, raster: Raster): void {
    const source = levelPixels(this.#plan, read, raster);
    visitRuns(this.#plan, read, makeKernel(this.#plan.resampling, source, this.#getCanvas()));
  }

  raster(): Raster {
    return { grid: this.#plan.target, ...this.#getCanvas(), encoding: this.#encoding };
  }

  #getCanvas(): Canvas {
    this.#canvas ??= this.#makeCanvas();
    return this.#canvas;
  }

  #makeCanvas(): Canvas {
    const { target, resampling } = this.#plan;
    const length = target.width * target.height;
    const isMixed = resampling !== 'nearest' && resampling !== 'mode';
    const mixed = this.#encoding.dtype === 'float64' ? Float64Array : Float32Array;
    return { values: isMixed ? new mixed(length) : this.#makeStored(length), valid: new Uint8Array(length) };
  }
}

/** What was read for a read or a copy of a plan, as kernels take it. */
export function levelPixels(
  { levels }: WarpPlan,
  { level, window }: Pick<Read, 'level' | 'window'>,
  { values, valid, grid }: Raster,
): LevelPixels {
  const { width, height } = levels[level];
  return { values, valid, col: window.col, row: window.row, stride: grid.width, width, height };
}

/** Hands every run of a read's parts that has a place in the level to a kernel. */
export function visitRuns(plan: WarpPlan, { level, parts }: Read, kernel: Kernel): void {
  const run = emptyRun();
  for (const part of parts) visitPart(plan, part, plan.levels[level], kernel, run);
}

/** Hands the rows of a copy to a kernel, pixel upon pixel. */
export function visitCopy({ target }: WarpPlan, { window, to }: Copy, kernel: Kernel): void {
  const run = { ...emptyRun(), end: window.width, col: window.col + 0.5, stepCol: 1 };
  for (let i = 0; i < window.height; i++) {
    run.start = (to.row + i) * target.width + to.col;
    run.row = window.row + i + 0.5;
    kernel(run);
  }
}

function visitPart(
  plan: WarpPlan,
  { patch, box, isInside }: Part,
  { width, height }: Level,
  kernel: Kernel,
  run: Run,
): void {
  const { target, col, row, resampling } = plan;
  const { outsideCols, outsideRows } = reachOf(resampling, patch.spanCols, patch.spanRows);
  for (let at = box.row; at < box.row + box.height; at++) {
    setRun(run, patch, at - patch.box.row);
    run.start = (at - row) * target.width + patch.box.col - col;
    run.first = box.col - patch.box.col;
    run.end = run.first + box.width;
    if (isInside) kernel(run);
    else sampleInside(run, width, height, outsideCols, outsideRows, kernel);
  }
}
