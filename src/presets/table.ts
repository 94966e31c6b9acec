import { FAMILIES, PRESET_INDICES } from './indices.ts';
import { SATELLITES } from './satellites.ts';
import type { Breakpoints } from '../style/style.ts';
import type { Family, IndexDefinition, PresetIndex, Reference, Satellite } from './types.ts';

const FAMILY_TITLES: Readonly<Record<Family, string>> = {
  vegetation: 'Vegetation',
  chlorophyll: 'Chlorophyll and ageing of plants',
  water: 'Water',
  soil: 'Soil',
  urban: 'Built-up land',
  snow: 'Snow and ice',
  burn: 'Burnt land',
};

const INTRODUCTION = `# Preset indices and satellites

Every installation has these, with the same ids. \`GET /v0/indices\` lists them as type \`preset\`, one row for each
satellite whose bands allow it; \`GET /v0/satellites\` and \`GET /v0/bandsets\` list the bands.

- **Expression** is shown over the bands of Sentinel-2. Bands are reflectance, 0 to 1.
- **Classes** are those of the theoretical legend, the same on every date. Each begins where the one before it ends. The
  first and the last are open: values beyond the range belong to them. Limits come from the cited work where it gives
  any, else from common use, and each is tested against typical spectra; they are a reading aid, not a calibration for
  your site. An edited legend (PUT) replaces them.
- **Colour map** colours dynamic legends. Classes that have a colour in nature (water, soil, crops, snow, char) are
  drawn in it instead, the same in every index, and can be told apart with red-green colour-blindness.
- **Scale and offset** (reflectance = stored * scale + offset) hold for imagery that states none of its own. Sentinel-2's
  are those of processing baseline 04.00 and later (from 25 January 2022, and everything reprocessed since); imagery of
  older baselines, or harmonised to them, has to state offset 0. Landsat's bands carry the names of the surface
  reflectance product (\`SR_B4\`), since \`B4\` alone is the band before atmospheric correction.
- NAIP is not calibrated: its classes are a rough guide, better replaced by a dynamic legend.`;

/** The page `docs/presets.md`: every satellite and every index of the service as Markdown tables. */
export function presetsPage(): string {
  const families = FAMILIES.map(([family, definitions]) => familySection(family, definitions));
  return (
    [INTRODUCTION, contents(), '## Satellites', ...SATELLITES.map(satelliteSection), ...families].join('\n\n') + '\n'
  );
}

function contents(): string {
  const links = FAMILIES.map(([family, definitions]) => {
    const title = FAMILY_TITLES[family];
    return `[${title}](#${title.toLowerCase().replaceAll(' ', '-')}) (${definitions.length})`;
  });
  const counts = SATELLITES.map(({ id, name }) => {
    const count = PRESET_INDICES.filter(({ satelliteId }) => satelliteId === id).length;
    return `${name} ${count}`;
  });
  return `Indices by family: ${links.join(' · ')}. By satellite: ${counts.join(', ')}.`;
}

function satelliteSection({ name, id, bands, collections, rgbComposite }: Satellite): string {
  const { red, green, blue } = rgbComposite;
  const collectionIds = collections.map((collection) => `\`${collection.id}\``).join(', ');
  const rows = bands.map((band) => [
    `\`${band.name}\``,
    band.commonName,
    `${band.wavelength}`,
    `${band.spatialResolution}`,
    `${Number(band.scale.toPrecision(6))}`,
    `${band.offset}`,
  ]);
  return [
    `### ${name}`,
    `Id \`${id}\`; collections ${collectionIds}; true colour \`${red}\`, \`${green}\`, \`${blue}\`.`,
    table(['Band', 'Sees', 'Centre, nm', 'Resolution, m', 'Scale', 'Offset'], rows),
  ].join('\n\n');
}

function familySection(family: Family, definitions: readonly IndexDefinition[]): string {
  const rows = definitions.map(({ name }) => indexRow(PRESET_INDICES.filter((index) => index.name === name)));
  const heads = ['Name', 'What it shows', 'Expression', 'Range', 'Classes', 'Colour map', 'Reference', 'Satellites'];
  return `## ${FAMILY_TITLES[family]}\n\n${table(heads, rows)}`;
}

/** One row for an index: the first of its satellites gives the expression. */
function indexRow(indices: readonly PresetIndex[]): string[] {
  const [{ name, title, description, expression, rescale, breakpoints, colorMap, reference }] = indices;
  const satelliteIds = indices.map(({ satelliteId }) => satelliteId);
  const satellites = SATELLITES.filter(({ id }) => satelliteIds.includes(id));
  return [
    `**${name}**`,
    `${title}. ${description}`,
    `\`${expression}\``,
    `${rescale[0]} to ${rescale[1]}`,
    classesText(breakpoints),
    `\`${colorMap}\``,
    referenceText(reference),
    satellites.map((satellite) => satellite.name).join(', '),
  ];
}

function classesText({ edges, labels }: Breakpoints): string {
  const last = labels.length - 1;
  return labels.map((label, i) => (i === last ? `${label} ≥ ${edges[i]}` : `${label} < ${edges[i + 1]}`)).join('<br>');
}

function referenceText({ text, doi }: Reference): string {
  if (doi === undefined) return text;
  // brackets would end a Markdown link early
  const target = doi.replaceAll('(', '%28').replaceAll(')', '%29');
  return `${text}, [doi:${doi}](https://doi.org/${target})`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
