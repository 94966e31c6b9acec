import type { Crs } from '../../src/grid/projection.ts';

/** PROJ strings of the CRSs that tests use, as the EPSG registry's exports write them. */
const DEFINITIONS: Record<string, string> = {
  'EPSG:2265':
    '+proj=lcc +lat_0=47 +lon_0=-100.5 +lat_1=48.7333333333333 +lat_2=47.4333333333333 +x_0=599999.9999976 +y_0=0 ' +
    '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=ft +no_defs +type=crs',
  'EPSG:3035': '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs +type=crs',
  'EPSG:3413': '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs',
  'EPSG:3857':
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs',
  'EPSG:4326': '+proj=longlat +datum=WGS84 +no_defs +type=crs',
  'EPSG:5070':
    '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 ' +
    '+units=m +no_defs +type=crs',
  'EPSG:26914': '+proj=utm +zone=14 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs +type=crs',
  'EPSG:32601': '+proj=utm +zone=1 +datum=WGS84 +units=m +no_defs +type=crs',
  'EPSG:32630': '+proj=utm +zone=30 +datum=WGS84 +units=m +no_defs +type=crs',
  'EPSG:32633': '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs +type=crs',
  'EPSG:32660': '+proj=utm +zone=60 +datum=WGS84 +units=m +no_defs +type=crs',
  'EPSG:32721': '+proj=utm +zone=21 +south +datum=WGS84 +units=m +no_defs +type=crs',
};

/** A CRS by its EPSG code, from the few that tests use. */
export function crs(code: number): Crs {
  const name = `EPSG:${code}`;
  return { name, definition: DEFINITIONS[name] };
}

/** The sinusoidal CRS of MODIS, which has no EPSG code. */
export const SINUSOIDAL: Crs = {
  name: 'sinusoidal, sphere R=6371007.181 m',
  definition: '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs +type=crs',
};
