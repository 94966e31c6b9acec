import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { exportQml, exportSmoothQml } from '../../../src/style/export/qml.ts';
import type { Job, Program } from './program.ts';

/** Not called qgis.py: Python would take it for the package. */
const SCRIPT = fileURLToPath(new URL('draw_qgis.py', import.meta.url));

/** QGIS without a screen: with the style as it is, and saved and loaded again; none where it is not installed. */
export async function findQgis(): Promise<Program[]> {
  const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen' };
  // Debian's own Python has QGIS, whichever other is first on the path
  const python = spawn('/usr/bin/python3', [SCRIPT], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(python, 'exit').catch(() => undefined);
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) return [];
  const version = first.value;
  const render = async ({ raster, style, subject, folder, isSmooth }: Job, isSaved: boolean): Promise<Uint8Array> => {
    const [qml, out] = [join(folder, 'style.qml'), join(folder, 'qgis.rgba')];
    await writeFile(qml, (isSmooth ? exportSmoothQml : exportQml)(style, subject));
    const { width, height } = raster.grid;
    python.stdin.write(`${JSON.stringify({ raster: raster.path, style: qml, out, width, height, isSaved })}\n`);
    const answer = await lines.next();
    if (answer.value !== 'ok') throw new Error(`QGIS says ${answer.value ?? 'nothing'}`);
    return readFile(out);
  };
  const close = async (): Promise<void> => {
    python.stdin.end();
    await ended;
  };
  return [
    { name: 'QGIS', version, blends: true, isExcused, close, render: (job) => render(job, false) },
    { name: 'QGIS, style saved again', version, blends: true, isExcused, close, render: (job) => render(job, true) },
  ];
}

/** Just below 0, where a transparent range ends a little lower than the class begins. */
function isExcused(stored: number, { subject: { encoding } }: Job): boolean {
  const value = stored * encoding.scale + encoding.offset;
  return value < 0 && value > -1e-12;
}
