import { CogStore } from '../../../src/cog/store.ts';
import { drawMap } from '../../../src/engine/draw-map.ts';
import { takeSummary } from '../../../src/engine/measure-scene.ts';
import { sharp } from '../../../src/render/sharp.ts';
import type { Square } from '../tiles.ts';
import type { Situation } from './situation.ts';
import { mapTask, sceneOf, squareArea } from './tasks.ts';

/**
 * The picture of a square area with its legend, its blocks at hand, against the way that sharp offers: RGBA pixels,
 * the legend's SVG composited, a PNG by its defaults. The pixels and the legend are given to sharp ready-made.
 */
export async function imageSituation(path: string, square: Square): Promise<Situation> {
  const cogs = new CogStore({ cacheBytes: 512 << 20 });
  const scene = await sceneOf(cogs, path, squareArea(square));
  const task = mapTask(scene, await takeSummary(cogs, { scene }));
  const { bytes, width, height } = await drawMap(cogs, task);
  const rgba = await sharp(bytes).ensureAlpha().raw().toBuffer();
  const legend = Buffer.from(legendSvg());
  return {
    name: `AOI image ${width} x ${height} with legend`,
    run: () => drawMap(cogs, task),
    close: () => cogs.close(),
    floor: {
      name: "sharp's default way from ready pixels",
      run: () =>
        sharp(rgba, { raw: { width, height, channels: 4 } })
          .composite([{ input: legend, left: width - 260, top: height - 300 }])
          .png()
          .toBuffer(),
    },
  };
}

/** A panel with some text and a bar: as much as a legend has. */
function legendSvg(): string {
  const lines = Array.from(
    { length: 8 },
    (_, i) =>
      `<text x="40" y="${60 + i * 22}" font-family="DejaVu Sans" font-size="13">${i / 10} to ${(i + 1) / 10}</text>`,
  );
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="280">' +
    '<rect width="240" height="280" rx="6" fill="#ffffff" fill-opacity="0.92"/>' +
    `<rect x="12" y="44" width="16" height="180" fill="#1a9850"/>${lines.join('')}</svg>`
  );
}
