import { writeFileSync } from 'node:fs';
import { CogStore } from '../../../src/cog/store.ts';
import { takeSummary } from '../../../src/engine/measure-scene.ts';
import { median } from '../medians.ts';
import { time } from '../situations/situation.ts';
import { squareValues, statisticsSituation } from '../situations/statistics.ts';
import { sceneOf, squareArea } from '../situations/tasks.ts';
import { RASTER_SQUARE, type Square } from '../tiles.ts';
import { beside, labFile, outputOf, RASTER } from './lab.ts';
import { skip } from './peer.ts';
import { shortNumber, type Row } from './row.ts';

/** 2000 x 2000 pixels of the raster, a little less so that no centre lies on the border. */
const SQUARE: Square = { left: RASTER_SQUARE.left + 20_005, top: RASTER_SQUARE.top - 20_005, side: 19_990 };
const REPEATS = 5;
/** Largest difference of a number to numpy's, which adds in another order. */
const TOLERANCE = 1e-6;

interface NumpyResult {
  readonly version: string;
  readonly ms: number;
  readonly numbers: readonly number[];
}

/**
 * The whole summary of 4 million pixels (their blocks decoded, ground areas, 101 percentiles and histogram
 * included) against numpy's five numbers and five percentiles of an array that it has in memory.
 */
export async function statisticsRow(rounds: number): Promise<Row | undefined> {
  const { values, valid } = await squareValues(RASTER, SQUARE);
  const [valuesFile, validFile] = [labFile('statistics', 'values.f32'), labFile('statistics', 'valid.u8')];
  writeFileSync(valuesFile, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  writeFileSync(validFile, valid);
  const situation = await statisticsSituation(RASTER, SQUARE);
  const [ours, theirs, ratios]: [number[], number[], number[]] = [[], [], []];
  let version = '';
  for (let round = 0; round < rounds; round++) {
    const { ms } = await time(
      { name: situation.name, run: () => situation.run() },
      { budgetMs: 0, leastRepeats: REPEATS },
    );
    const python = process.env.NUMPY_PYTHON ?? '/usr/bin/python3';
    const printed = outputOf(python, [beside('numpy-statistics.py'), valuesFile, validFile, String(REPEATS)]);
    if (printed === undefined) {
      skip('numpy', `${python} cannot import it (set NUMPY_PYTHON)`);
      return undefined;
    }
    const numpy = JSON.parse(printed) as NumpyResult;
    if (round === 0) await checkNumbers(numpy.numbers);
    version = numpy.version;
    ours.push(ms);
    theirs.push(numpy.ms);
    ratios.push(ms / numpy.ms);
  }
  await situation.close?.();
  const measured = `${shortNumber(median(ours))} against ${shortNumber(median(theirs))} ms (numpy ${version})`;
  return { name: 'statistics 2000 x 2000, to numpy', goal: { atMost: 0.6 }, ratio: median(ratios), measured };
}

async function checkNumbers(expected: readonly number[]): Promise<void> {
  const cogs = new CogStore();
  const { min, max, mean, std, percentiles } = await takeSummary(cogs, {
    scene: await sceneOf(cogs, RASTER, squareArea(SQUARE)),
  });
  await cogs.close();
  const found = [min, max, mean, std, ...[2, 10, 50, 90, 98].map((percent) => percentiles?.[percent] ?? null)];
  for (const [i, number] of found.entries()) {
    if (number === null || Math.abs(number - expected[i]) > TOLERANCE) {
      throw new Error(`statistics differ from numpy's: ${found.join(', ')} against ${expected.join(', ')}`);
    }
  }
}
