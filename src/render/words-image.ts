import { fitText, textElement } from './text.ts';
import { chooseTheme } from './theme.ts';

/** Letters, pixels: as large as a third of the picture's height allows. */
const LARGEST_PX = 14;
const SMALLEST_PX = 6;
const LINE_HEIGHT = 1.4;

export interface WordsImage {
  /** None draws the background alone. */
  readonly words?: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly format: 'png' | 'webp' | 'jpeg';
  /** `#rrggbb`; without it nothing is behind the words but their panel. */
  readonly background?: string | undefined;
}

/** Words on a picture, as many lines of them as it has room for: how a map service tells what is wrong. */
export async function drawWords(image: WordsImage): Promise<Buffer> {
  const { width, height, format, background } = image;
  const panel = await wordsPanel(image);
  const behind = background === undefined ? '' : `<rect width="${width}" height="${height}" fill="${background}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${behind}${panel}</svg>`;
  const { sharp } = await import('./sharp.ts');
  return sharp(Buffer.from(svg), { unlimited: true }).toFormat(format).toBuffer();
}

async function wordsPanel({ words, width, height, background }: WordsImage): Promise<string> {
  if (words === undefined) return '';
  const theme = await chooseTheme('auto', background);
  const sizePx = Math.max(SMALLEST_PX, Math.min(LARGEST_PX, Math.floor(height / 3)));
  const [marginPx, linePx] = [Math.ceil(sizePx / 2), sizePx * LINE_HEIGHT];
  const room = Math.max(1, Math.floor((height - 2 * marginPx) / linePx));
  const { lines } = fitText(words, sizePx, false, Math.max(1, width - 2 * marginPx), room);
  const panelHeight = Math.min(height, Math.ceil(lines.length * linePx + 2 * marginPx));
  const panel = `<rect width="${width}" height="${panelHeight}" fill="${background ?? theme.panel}"/>`;
  const look = { sizePx, color: theme.text };
  return (
    panel +
    lines.map((line, i) => textElement(line, marginPx, Math.round(marginPx + i * linePx + sizePx), look)).join('')
  );
}
