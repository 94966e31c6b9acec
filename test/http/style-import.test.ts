import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { legendHistory } from '../../src/catalogue/legends.ts';
import { refuses, type Answer } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

interface Item {
  min: number;
  max: number;
  label: string;
  color: string;
  area: number;
}
type Legends = Record<string, { dynamic?: Item[]; theoretical?: Item[] }>;
interface Imported {
  dry_run: boolean;
  format: string;
  metadata: { legend: Legends };
  report: { severity: string; code: string; message: string; place: { line: number } | null; dates: string[] }[];
}

const [DATE, OTHER] = DATES;

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

const importing = (query: string) => `${map.path}/styles/import?${query}`;
const send = (query: string, type: string, body: string): Promise<Answer> =>
  world.ada.call(importing(query), { method: 'POST', headers: { 'content-type': type }, body });
const legends = async () =>
  ((await world.ada.read(map.path)).json as { metadata: { legend: Legends } }).metadata.legend;

const TABLE = '# two classes\n-1 215 25 28\n0.3 215 25 28\n0.3 26 150 65\n1 26 150 65\n';

test('a colour table becomes the legend of the dates asked for, with areas, and PATCH rolls it back', async () => {
  const before = await legends();
  const answer = (await ask(world.ada.call, 'POST', importing(`visualization_mode=theoretical&dates=${DATE}`), {
    text: TABLE,
  })) as Imported;
  assert.deepEqual([answer.dry_run, answer.format, Object.keys(answer.metadata.legend)], [false, 'gdal', [DATE]]);
  const items = answer.metadata.legend[DATE].theoretical ?? assert.fail();
  assert.deepEqual(
    items.map(({ color, min, max }) => [color, min, max]),
    [
      ['#d7191c', -1, 0.3],
      ['#1a9641', 0.3, 1],
    ],
  );
  assert.ok(items.every(({ area }) => area > 0));
  const now = await legends();
  assert.deepEqual(now[DATE].theoretical, items);
  assert.deepEqual([now[DATE].dynamic, now[OTHER]], [before[DATE].dynamic, before[OTHER]]);
  const picture = `${map.path}/tiles/WebMercatorQuad/12/2342/1126.png?date=${DATE}&visualization_mode=theoretical`;
  assert.equal((await world.ada.read(picture)).status, 200);
  await ask(world.ada.call, 'PATCH', `${map.path}/metadata`, {
    index_id: map.indexId,
    dates: [DATE],
    visualization_mode: 'theoretical',
  });
  assert.deepEqual(await legends(), before);
  const history = await legendHistory(
    world.database,
    map.ids.visualization_id,
    DATE.replaceAll('_', '-'),
    'theoretical',
  );
  assert.deepEqual(history.map(({ cause }) => cause).sort(), ['created', 'patch', 'put']);
});

test('a dry run tells the same and changes nothing', async () => {
  const before = await legends();
  const tried = (await send('visualization_mode=dynamic&dry_run=true', 'text/plain', TABLE)).json as Imported;
  assert.deepEqual([tried.dry_run, Object.keys(tried.metadata.legend)], [true, [...DATES]]);
  assert.deepEqual(await legends(), before);
  const done = (await send('visualization_mode=dynamic', 'text/plain', TABLE)).json as Imported;
  assert.deepEqual({ ...done, dry_run: true }, tried);
  assert.deepEqual(done.report.find(({ code }) => code === 'label')?.dates, [...DATES]);
});

for (const format of ['sld', 'qml', 'gdal']) {
  test(`the file that is handed out as ${format} is taken back as the legend that it is`, async () => {
    await ask(world.ada.call, 'PUT', `${map.path}/metadata`, {
      visualization_mode: 'theoretical',
      legend: {
        [DATE]: [
          { min: -0.2, max: 0.1, label: 'bare & <dry>', color: '#aa0000' },
          { min: 0.2, max: 0.45, label: 'Gräser 草', color: '#00aa00' },
          { min: 0.45, max: 0.9, label: 'dense', color: '#0000aa' },
        ],
      },
    });
    const before = await legends();
    const file = await world.ada.read(`${map.path}/styles/${format}?date=${DATE}&visualization_mode=theoretical`);
    const type = file.headers['content-type'] ?? '';
    const answer = await send(`visualization_mode=theoretical&dates=${DATE}`, type, file.text);
    assert.equal(answer.status, 200, answer.text);
    assert.equal((answer.json as Imported).format, format);
    assert.deepEqual(await legends(), before);
    const tag = (revision: Answer) =>
      revision.text.replace(/revision \d+; scale \w+/g, '').replace(/revision \d+/g, '');
    const again = await world.ada.read(`${map.path}/styles/${format}?date=${DATE}&visualization_mode=theoretical`);
    assert.equal(tag(again).length, tag(file).length);
  });
}

test('what cannot be read is told by its line, and nothing is changed', async () => {
  const before = await legends();
  const refused = async (body: string, message: RegExp, query = 'visualization_mode=dynamic') => {
    const error = refuses(await send(query, 'application/xml', body), 400, 'bad_request');
    assert.match(error.message, message);
  };
  await refused('<StyledLayerDescriptor>\n<NamedLayer>\n</StyledLayerDescriptor>', /line 3: the XML is malformed/);
  await refused('<qgis><pipe/></qgis>', /has no rasterrenderer/);
  await refused('0.2 1 2\n', /line 1: "1 2" is no colour/);
  await refused(TABLE, /date such as|date keys/, 'visualization_mode=dynamic&dates=2024');
  assert.deepEqual(await legends(), before);
  refuses(await send('visualization_mode=dynamic&dates=2020_01_01', 'text/plain', TABLE), 404, 'not_found');
  refuses(await send('visualization_mode=dynamic', 'image/png', TABLE), 415, 'unsupported_media_type');
  const other = importing('visualization_mode=dynamic');
  refuses(await world.bob.call(other, { method: 'POST', body: { text: TABLE } }), 404, 'not_found');
  refuses(await world.ada.read(other, { method: 'POST', body: { text: TABLE } }), 403, 'forbidden');
});
