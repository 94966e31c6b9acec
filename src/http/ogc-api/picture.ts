import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { Grid } from '../../grid/grid.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';
import { renderWindow, type WindowImage } from '../../operations/render-window.ts';
import { parseColor } from '../../render/theme.ts';
import type { Mode } from '../../style/style.ts';
import type { Content, Request } from '../endpoint.ts';
import { resampling } from '../image-input.ts';
import { queryBoolean } from '../params.ts';
import { missing } from '../path-params.ts';
import { datesWithin, datetime, type DaySpan } from './datetime.ts';

/** Formats of pictures, the one that nobody asked for another of first. */
export const PICTURE_FORMATS = ['png', 'webp', 'jpeg'] as const;
type PictureFormat = (typeof PICTURE_FORMATS)[number];
/** Their media types. */
export const PICTURE_TYPES = PICTURE_FORMATS.map((format) => `image/${format}`);

/** Parameters of every picture, be it a map or a tile. */
export const pictureQuery = z.object({
  f: z.enum(PICTURE_FORMATS).optional().meta({ description: 'Instead of the header Accept.' }),
  datetime: datetime.optional().meta({
    description: 'A date of the collection, or a span: its newest date is shown. The newest of all unless given.',
  }),
  bgcolor: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'Of what is not painted: `0xRRGGBB` or the name of a web colour; white unless given.' }),
  transparent: queryBoolean.optional().meta({ description: 'True unless `bgcolor` is given. A JPEG never is.' }),
  resampling: resampling.optional().meta({ description: 'How pixels take their values; nearest unless given.' }),
});

type PictureQuery = z.output<typeof pictureQuery>;

/** The style of a map: the one named, or the map's first. @throws Failure `missing` for a style that it lacks */
export function styleOf(map: PublishedMap, styleId: string | undefined): Mode {
  if (styleId === undefined) return map.modes.at(0) ?? 'dynamic';
  const found = map.modes.find((mode) => mode === styleId);
  if (found === undefined) throw missing('style', styleId);
  return found;
}

/** The newest date of a map within a span. @throws Failure `missing` when it has none there, naming those it has */
export function dateOf({ dates }: Pick<PublishedMap, 'dates'>, span: DaySpan = {}): string {
  const date = datesWithin(dates, span).at(-1);
  if (date !== undefined) return date;
  const [first, last] = [dates[0], dates[dates.length - 1]];
  throw new Failure('missing', `no map at that time; there are ${dates.length} dates from ${first} to ${last}`);
}

/** What a picture shows besides its grid. */
interface Shown {
  readonly map: PublishedMap;
  readonly mode: Mode;
  readonly date: string;
  readonly grid: Grid;
}

/** Draws a map on a grid in the format that is asked for. `headers` say what it shows. */
export async function drawPicture(
  request: Request<PictureQuery, unknown>,
  { map, mode, date, grid }: Shown,
  headers: Readonly<Record<string, string>>,
): Promise<Content> {
  const { services, caller, query } = request;
  const image = await renderWindow(services, caller, map.aoiId, map.visualizationId, {
    date,
    mode,
    grid,
    format: formatOf(request),
    isMasked: true,
    resampling: query.resampling ?? 'nearest',
    background: await backgroundOf(query.bgcolor),
    isTransparent: query.transparent ?? query.bgcolor === undefined,
  });
  return {
    kind: 'content',
    type: image.contentType,
    etag: image.etag,
    headers,
    read: async () => ({ bytes: (await image.render(request.signal())).bytes }),
    // what is remembered by its address alone must not depend on Accept
    ...(query.f !== undefined && remembered(image)),
  };
}

function remembered(image: WindowImage): Pick<Content, 'atHand'> {
  return { atHand: () => image.atHand() };
}

function formatOf({ ctx, query }: Request<PictureQuery, unknown>): PictureFormat {
  ctx.vary('Accept');
  if (query.f !== undefined) return query.f;
  const accepted = ctx.accepts(PICTURE_TYPES);
  return PICTURE_FORMATS.find((format) => `image/${format}` === accepted) ?? PICTURE_FORMATS[0];
}

/** `#rrggbb` of a colour as OGC APIs write it. @throws Failure `invalid` if it is none */
async function backgroundOf(bgcolor: string | undefined): Promise<string | undefined> {
  if (bgcolor === undefined) return undefined;
  const text = bgcolor.replace(/^(?:0x|#)?([0-9a-f]{6})$/i, '#$1');
  const rgba = await parseColor('bgcolor', text);
  return `#${Buffer.from(rgba.subarray(0, 3)).toString('hex')}`;
}
