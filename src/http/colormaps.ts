import { z } from 'zod';
import { describeColorMaps } from '../style/color-maps.ts';
import { jsonEndpoint } from './endpoint.ts';

const colormap = z
  .object({
    name: z.string().meta({ description: 'Accepted in any case wherever a colour map is asked for.' }),
    type: z.enum(['sequential', 'diverging', 'qualitative']),
    colors: z
      .array(z.string())
      .readonly()
      .meta({ description: 'Nine colours from low to high; the own ones of a qualitative map.' }),
    reversed: z.boolean().meta({ description: 'True for the twin _r of another map.' }),
    color_blind_safe: z.boolean(),
  })
  .meta({ id: 'Colormap' });

/** `GET /v0/colormaps` */
export const listColormaps = jsonEndpoint({
  name: 'listColormaps',
  tag: 'Satellites',
  summary: 'List the colour maps that indices and legends may name',
  status: 200,
  reply: z.object({ colormaps: z.array(colormap) }),
  handle: () => ({ colormaps: describeColorMaps() }),
});
