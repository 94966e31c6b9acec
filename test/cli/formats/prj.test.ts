import assert from 'node:assert/strict';
import { test } from 'node:test';
import proj4 from 'proj4';
import { trustedPrj } from '../../../src/cli/formats/prj.ts';
import { Failure } from '../../../src/failure.ts';

/**
 * GDAL 3.6.2: the .prj by `gdalsrsinfo -o wkt_esri --single-line EPSG:n`, longitude and latitude of the point by
 * `echo x y | gdaltransform -s_srs EPSG:n -t_srs EPSG:4326 -output_xy`.
 */
const ORACLE: readonly [epsg: number, prj: string, point: [number, number], lonLat: [number, number]][] = [
  [
    31467,
    'PROJCS["DHDN_3_Degree_Gauss_Zone_3",GEOGCS["GCS_Deutsches_Hauptdreiecksnetz",DATUM["D_Deutsches_Hauptdreiecksnetz",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",3500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
    [3512310, 5291240],
    [9.16319105875485, 47.7593183586746],
  ],
  [
    27700,
    'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]',
    [430000, 250000],
    [-1.56298977653105, 52.1474777933604],
  ],
  [
    28992,
    'PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.1561605555556],UNIT["Meter",1.0]]',
    [155000, 463000],
    [5.38720350841377, 52.1551723011922],
  ],
  [
    5514,
    'PROJCS["S-JTSK_Krovak_East_North",GEOGCS["GCS_S_JTSK",DATUM["D_S_JTSK",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Krovak"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Pseudo_Standard_Parallel_1",78.5],PARAMETER["Scale_Factor",0.9999],PARAMETER["Azimuth",30.28813975277778],PARAMETER["Longitude_Of_Center",24.83333333333333],PARAMETER["Latitude_Of_Center",49.5],PARAMETER["X_Scale",-1.0],PARAMETER["Y_Scale",1.0],PARAMETER["XY_Plane_Rotation",90.0],UNIT["Meter",1.0]]',
    [-600000, -1100000],
    [16.4920508270899, 49.7364069958971],
  ],
  [
    2180,
    'PROJCS["ETRS_1989_Poland_CS92",GEOGCS["ETRF2000-PL",DATUM["D_ETRF2000_Poland",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",-5300000.0],PARAMETER["Central_Meridian",19.0],PARAMETER["Scale_Factor",0.9993],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
    [500000, 500000],
    [19, 52.3659476206342],
  ],
  [
    31255,
    'PROJCS["MGI_Austria_GK_Central",GEOGCS["GCS_MGI",DATUM["D_MGI",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",-5000000.0],PARAMETER["Central_Meridian",13.3333333333333],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
    [30000, 200000],
    [13.7266261009816, 46.9384552035396],
  ],
  [
    23030,
    'PROJCS["ED_1950_UTM_Zone_30N",GEOGCS["GCS_European_1950",DATUM["D_European_1950",SPHEROID["International_1924",6378388.0,297.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-3.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
    [450000, 4500000],
    [-3.59266618501075, 40.6474660946098],
  ],
  [
    4326,
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    [9, 47],
    [9, 47],
  ],
  [
    2056,
    'PROJCS["CH1903+_LV95",GEOGCS["GCS_CH1903+",DATUM["D_CH1903+",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Hotine_Oblique_Mercator_Azimuth_Center"],PARAMETER["False_Easting",2600000.0],PARAMETER["False_Northing",1200000.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Azimuth",90.0],PARAMETER["Longitude_Of_Center",7.43958333333333],PARAMETER["Latitude_Of_Center",46.9524055555556],UNIT["Meter",1.0]]',
    [2600000, 1200000],
    [7.43863242087181, 46.9510827718711],
  ],
  [
    3857,
    'PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]',
    [1000000, 6000000],
    [8.98315284119521, 47.3537047024331],
  ],
];

for (const [epsg, prj, point, lonLat] of ORACLE) {
  test(`a Shapefile in EPSG:${epsg} lands where GDAL puts it, within 8 m`, () => {
    const [lon, lat] = proj4(trustedPrj(prj)).inverse(point);
    const metres = Math.hypot((lon - lonLat[0]) * Math.cos((lat * Math.PI) / 180), lat - lonLat[1]) * 111_320;
    assert.ok(metres < 8, `${metres} m off: ${lon}, ${lat}`);
  });
}

test('a datum whose place is not known is refused by name, and a .prj without one', () => {
  const [, prj] = ORACLE[0];
  const elsewhere = prj.replace('D_Deutsches_Hauptdreiecksnetz', 'D_Atlantis');
  assert.throws(
    () => trustedPrj(elsewhere),
    (error) => error instanceof Failure && /"D_Atlantis"/.test(error.message),
  );
  assert.throws(() => trustedPrj('nonsense'), Failure);
  assert.equal(trustedPrj(trustedPrj(prj)), trustedPrj(prj));
});
