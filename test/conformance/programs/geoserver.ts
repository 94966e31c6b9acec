import { exportSld } from '../../../src/style/export/sld.ts';
import { channelsOf } from '../../../src/style/color.ts';
import { geoserverColor, readEntries } from '../../style/geoserver-rule.ts';
import type { Program } from './program.ts';

/** GeoServer's rule as its code has it; GeoServer itself is in no registry. */
export function geoserverRule(): Program {
  return {
    name: "GeoServer's rule",
    version: 'GeoTools, as coded',
    blends: false,
    render: ({ style, subject, pixels }) => {
      const entries = readEntries(exportSld(style, subject));
      const { values, valid, encoding } = pixels;
      const known = new Map<number, readonly number[]>();
      const rgba = new Uint8Array(values.length * 4);
      for (let i = 0; i < values.length; i++) {
        if (valid[i] === 0) continue;
        const stored = values[i];
        let pixel = known.get(stored);
        if (pixel === undefined) {
          const color = geoserverColor(entries, stored * encoding.scale + encoding.offset);
          known.set(stored, (pixel = color === undefined ? [0, 0, 0, 0] : [...channelsOf(color), 255]));
        }
        rgba.set(pixel, i * 4);
      }
      return Promise.resolve(rgba);
    },
    isExcused: () => false,
    close: () => Promise.resolve(),
  };
}
