import { Failure } from '../../failure.ts';
import { publishedMap, type PublishedMap } from '../../operations/published-maps.ts';
import type { Caller, Services } from '../../operations/services.ts';
import type { Mode } from '../../style/style.ts';
import { ServiceException } from './service-exception.ts';
import { chooseDate } from './time.ts';
import type { StyledLayer } from './wms-request.ts';

/** What maps without a legend call their only style. */
export const PLAIN_STYLE = 'default';

/** A layer on a date in a mode. */
export interface ShownLayer {
  readonly map: PublishedMap;
  readonly mode: Mode;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** Names of a map's styles, the default first. */
export function stylesOf({ modes }: Pick<PublishedMap, 'modes'>): readonly string[] {
  return modes.length === 0 ? [PLAIN_STYLE] : modes;
}

/**
 * The map that a layer's name stands for.
 *
 * @throws ServiceException LayerNotDefined; Failure `forbidden` if a link asks for what it does not show
 */
export async function requireLayer(services: Services, caller: Caller, name: string): Promise<PublishedMap> {
  try {
    return await publishedMap(services, caller, name);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'missing') {
      throw new ServiceException('LayerNotDefined', error.message, 'layers');
    }
    throw error;
  }
}

/**
 * A layer in a style at a time.
 *
 * @param time as asked for; the newest date without one
 * @throws ServiceException LayerNotDefined, StyleNotDefined or InvalidDimensionValue; Failure `forbidden` as
 * `requireLayer`
 */
export async function requireShownLayer(
  services: Services,
  caller: Caller,
  { name, style }: StyledLayer,
  time: string | undefined,
): Promise<ShownLayer> {
  const map = await requireLayer(services, caller, name);
  return { map, mode: requireMode(map, style), date: chooseDate(map, time) };
}

function requireMode(map: PublishedMap, style: string): Mode {
  const styles = stylesOf(map);
  const named = style === '' || (style === PLAIN_STYLE && !styles.includes(style)) ? styles[0] : style;
  if (!styles.includes(named)) {
    const message = `layer ${map.layerName} has no style "${style.slice(0, 60)}", only ${styles.join(' and ')}`;
    throw new ServiceException('StyleNotDefined', message, 'styles');
  }
  // pictures without a legend look alike in both modes
  return map.modes.find((mode) => mode === named) ?? 'dynamic';
}
