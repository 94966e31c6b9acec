import { median } from '../medians.ts';
import { imageSituation } from '../situations/image.ts';
import { time } from '../situations/situation.ts';
import { RASTER_SQUARE } from '../tiles.ts';
import { RASTER } from './lab.ts';
import { load } from './load.ts';
import { shortNumber, type Row } from './row.ts';
import { AOIS, startService } from './service.ts';
import type { Effort } from './warm.ts';

/**
 * The picture of an AOI of 1000 x 1000 pixels with its legend: asked of the service one after the other, and drawn in
 * this process, both against sharp's default way from pixels that are painted already.
 */
export async function imageRows({ rounds, seconds }: Effort): Promise<Row[]> {
  const service = await startService({ threads: 2, answerCache: '0' });
  const [right, down, side] = AOIS.square;
  const square = { left: RASTER_SQUARE.left + right, top: RASTER_SQUARE.top - down, side };
  const situation = await imageSituation(RASTER, square);
  try {
    await load(service.image(), 2, 2);
    const [asked, drawn, sharp]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      asked.push((await load(service.image(), 1, seconds)).p50Ms);
      const timing = await time(situation, { budgetMs: seconds * 1000 });
      drawn.push(timing.ms);
      sharp.push(timing.floorMs ?? NaN);
    }
    const row = (name: string, ours: readonly number[]): Row => ({
      name,
      goal: { atMost: 0.5 },
      ratio: median(ours.map((ms, i) => ms / sharp[i])),
      measured: `${shortNumber(median(ours))} against ${shortNumber(median(sharp))} ms`,
    });
    const name = situation.name;
    return [
      row(`${name}, through the service, to sharp's default way`, asked),
      row(`${name}, drawn in process`, drawn),
    ];
  } finally {
    await situation.close?.();
    await service.stop();
  }
}
