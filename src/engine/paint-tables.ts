import type { Scratch } from '../cog/scratch.ts';
import type { LevelPixels } from '../raster/kernel.ts';
import type { Values } from '../raster/raster.ts';
import { BINS, MIXED, binTable, numberTable } from '../render/paint.ts';
import type { Cuts } from '../stats/classify.ts';
import { compiledFile, instantiate } from '../wasm/instance.ts';

/** Where things lie in the tables of a scratch, bytes: three doubles and the whole numbers of `Painting`, thresholds, ... */
const FIELDS_AT = 24;
const THRESHOLDS_AT = 80;
const MAX_THRESHOLDS = 1023;
const SLOTS_AT = THRESHOLDS_AT + 8 * (MAX_THRESHOLDS + 1);
const TABLE_AT = SLOTS_AT + MAX_THRESHOLDS + 1;
/** After a table of all numbers of 16 bits: room for more of the 16 bytes each than a window has rows and columns. */
const WEIGHTS_AT = TABLE_AT + (1 << 16);

/** What the tables of a scratch were made for. */
const lastTables = new WeakMap<Scratch, { readonly cuts: Cuts; readonly absent: number | undefined; kind: string }>();

/**
 * Lays `Painting` of `wasm/slots.as.ts` and what values are looked up in into a scratch that holds the window and the
 * slots.
 *
 * @param absent the number that is nodata, if the numbers tell it at all
 * @returns where it lies; undefined where there are more thresholds than room
 */
export function layPainting(
  scratch: Scratch,
  { values, valid, stride, col, row, width, height }: LevelPixels,
  absent: number | undefined,
  cuts: Cuts,
  slots: Uint8Array,
): number | undefined {
  const { thresholds } = cuts;
  if (thresholds.length > MAX_THRESHOLDS) return undefined;
  const tables = scratch.tables();
  fillTables(scratch, tables, values, absent, cuts);
  const painting = tables.byteOffset;
  const rows = Math.max(values.length, valid.length) / stride;
  const fields = new Int32Array(tables.buffer, painting + FIELDS_AT, 13);
  fields.set([values.byteOffset, stride, col, row, painting + TABLE_AT, painting + THRESHOLDS_AT]);
  fields.set([thresholds.length, painting + SLOTS_AT, slots.byteOffset, rows, width, height, painting + WEIGHTS_AT], 6);
  return painting;
}

/** The exports of compiled files by the memory that they work in; undefined where there are none. */
const instances = new WeakMap<WebAssembly.Memory, Map<string, WebAssembly.Instance['exports'] | undefined>>();

/** What `<name>.as.ts` exports, working in the memory of a scratch; undefined where it is not compiled. */
export function exportsFor(name: string, { memory }: Scratch): WebAssembly.Instance['exports'] | undefined {
  const made = instances.get(memory) ?? new Map<string, WebAssembly.Instance['exports'] | undefined>();
  instances.set(memory, made);
  if (!made.has(name)) made.set(name, instantiate(compiledFile(name), memory));
  return made.get(name);
}

/** Lays what values are looked up in into a scratch, unless it lies there already. */
function fillTables(
  scratch: Scratch,
  tables: Uint8Array<ArrayBuffer>,
  values: Values,
  absent: number | undefined,
  cuts: Cuts,
): void {
  const kind = values.constructor.name;
  const last = lastTables.get(scratch);
  if (last?.kind === kind && Object.is(last.absent, absent) && areSame(last.cuts, cuts)) return;
  lastTables.set(scratch, { cuts, absent, kind });
  const { buffer, byteOffset } = tables;
  const { thresholds, slots } = cuts;
  new Float64Array(buffer, byteOffset + THRESHOLDS_AT, thresholds.length).set(thresholds);
  tables.set(slots, SLOTS_AT);
  const numbers = numberTable(values, cuts);
  if (numbers !== undefined) {
    if (absent !== undefined) numbers.table[absent & numbers.bits] = 0;
    tables.set(numbers.table, TABLE_AT);
    return;
  }
  const { table, low, binsPerUnit } = binTable(cuts);
  const bins = new Uint16Array(buffer, byteOffset + TABLE_AT, BINS + 2).fill(MIXED);
  bins.set(table, 1);
  const binOfAbsent = ((absent ?? NaN) - low) * binsPerUnit;
  if (binOfAbsent >= 0 && binOfAbsent < BINS) bins[1 + Math.floor(binOfAbsent)] = MIXED;
  new Float64Array(buffer, byteOffset, 3).set([low, binsPerUnit, absent ?? NaN]);
}

function areSame(a: Cuts, b: Cuts): boolean {
  if (a.thresholds.length !== b.thresholds.length) return false;
  for (let i = 0; i < a.thresholds.length; i++) if (a.thresholds[i] !== b.thresholds[i]) return false;
  for (let i = 0; i < a.slots.length; i++) if (a.slots[i] !== b.slots[i]) return false;
  return true;
}
