import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { refuses } from '../client.ts';
import { DATES, makeMap, type MapOfAda } from '../map.ts';
import { openWorld, type World } from '../world.ts';

interface Link {
  href: string;
  rel: string;
  type?: string;
  templated?: boolean;
}
interface Collection {
  id: string;
  title: string;
  extent: {
    spatial: { bbox: number[][]; crs: string };
    temporal: { interval: string[][]; grid: { cellsCount: number; coordinates: string[] } };
  };
  crs: string[];
  styles: { id: string; links: Link[] }[];
  links: Link[];
}
interface Collections {
  links: Link[];
  numberMatched: number;
  numberReturned: number;
  collections: Collection[];
}

/** Documents that every caller may ask for; `{c}` is the collection. */
const DOCUMENTS = [
  '/ogc',
  '/ogc/conformance',
  '/ogc/collections',
  '/ogc/collections/{c}',
  '/ogc/collections/{c}/map/tiles',
  '/ogc/collections/{c}/map/tiles/WebMercatorQuad',
  '/ogc/collections/{c}/styles',
  '/ogc/collections/{c}/styles/dynamic/metadata',
  '/ogc/collections/{c}/styles/dynamic/map/tiles',
  '/ogc/collections/{c}/styles/dynamic/map/tiles/UTM35WGS84Quad',
  '/ogc/styles',
  '/ogc/tileMatrixSets',
  '/ogc/tileMatrixSets/EuropeanETRS89_LAEAQuad',
];

let world: World;
let map: MapOfAda;
let documents: string[];
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  documents = DOCUMENTS.map((path) => path.replace('{c}', map.ids.visualization_id));
});
after(() => world.close());

const read = async <T>(path: string) => (await world.ada.read(path)).json as T;
const hrefOf = (links: readonly Link[], rel: string): string => {
  const found = links.find((link) => link.rel === rel);
  assert.ok(found, `no link ${rel}`);
  return found.href;
};
const pathOf = (href: string) => href.slice(world.origin.length);

suite('common', () => {
  test('the landing page leads to the API definition, the conformance classes and the collections', async () => {
    const landing = await read<{ title: string; links: Link[] }>('/ogc');
    assert.equal(landing.title, 'Chromatile');
    for (const rel of ['self', 'alternate', 'service-desc', 'service-doc', 'conformance', 'data']) {
      const href = hrefOf(landing.links, rel);
      assert.ok(href.startsWith(world.origin), href);
      assert.equal((await world.ada.read(pathOf(href))).status, 200, rel);
    }
  });

  test('the API definition is OpenAPI 3.1 with paths from the landing page on', async () => {
    const answer = await world.ada.read('/ogc/api');
    assert.equal(answer.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.1');
    const { openapi, servers, paths } = answer.json as {
      openapi: string;
      servers: { url: string }[];
      paths: Record<string, unknown>;
    };
    assert.match(openapi, /^3\.1/);
    assert.deepEqual(servers, [{ url: `${world.origin}/ogc` }]);
    for (const path of ['/', '/conformance', '/collections', '/collections/{collectionId}']) {
      assert.ok(path in paths, path);
    }
  });

  test('every class of conformance that is declared is one of a standard', async () => {
    const { conformsTo } = await read<{ conformsTo: string[] }>('/ogc/conformance');
    assert.equal(new Set(conformsTo).size, conformsTo.length);
    for (const uri of conformsTo) assert.match(uri, /^http:\/\/www\.opengis\.net\/spec\/[\w-]+\/\d\.\d\/conf\/[\w-]+$/);
    assert.ok(conformsTo.includes('http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core'));
  });

  test('JSON unless a page is asked for, by f or by Accept', async () => {
    for (const path of documents) {
      const plain = await world.ada.read(path);
      assert.match(plain.headers['content-type'] ?? '', /^application\/json/, path);
      assert.match(plain.headers.vary ?? '', /Accept/i, path);
      const browser = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };
      for (const page of [await world.ada.read(`${path}?f=html`), await world.ada.read(path, browser)]) {
        assert.equal(page.status, 200, path);
        assert.equal(page.headers['content-type'], 'text/html; charset=utf-8', path);
      }
      assert.match((await world.ada.read(`${path}?f=json`, browser)).headers['content-type'] ?? '', /json/, path);
      assert.equal(refuses(await world.ada.read(`${path}?f=xml`), 400, 'bad_request').details?.[0].field, 'f');
    }
  });

  test('a document names itself and its other representation', async () => {
    for (const path of documents) {
      const { links } = await read<{ links: Link[] }>(`${path}?f=json`);
      const self = links.filter(({ rel }) => rel === 'self');
      assert.deepEqual(
        self.map(({ href, type }) => [pathOf(href), type]),
        [[`${path}?f=json`, 'application/json']],
      );
      assert.equal(pathOf(hrefOf(links, 'alternate')), `${path}?f=html`);
    }
  });

  test('the same document has the same tag, and is not sent again', async () => {
    for (const path of documents) {
      const { headers } = await world.ada.read(path);
      const again = await world.ada.read(path, { headers: { 'if-none-match': headers.etag ?? '' } });
      assert.equal(again.status, 304, path);
      assert.match(again.headers.vary ?? '', /Accept/i);
    }
  });

  test('no key, and another tenant', async () => {
    for (const path of documents) refuses(await world.call(path), 401, 'unauthorized');
    refuses(await world.bob.read(`/ogc/collections/${map.ids.visualization_id}`), 404, 'not_found');
    const { collections } = (await world.bob.read('/ogc/collections')).json as Collections;
    assert.deepEqual(collections, []);
    refuses(await world.ada.read('/ogc/collections/forest'), 404, 'not_found');
    refuses(await world.ada.read(`/ogc/collections/${map.ids.aoi_id}`), 404, 'not_found');
  });
});

suite('collections', () => {
  test('a visualization is a collection with its place, its dates and its styles', async () => {
    const { collections, numberMatched, numberReturned } = await read<Collections>('/ogc/collections');
    assert.deepEqual([numberMatched, numberReturned, collections.length], [1, 1, 1]);
    const one = await read<Collection>(`/ogc/collections/${map.ids.visualization_id}`);
    assert.equal(one.id, map.ids.visualization_id);
    assert.equal(one.title, 'Keitele forest äö: NDVI');
    const [[west, south, east, north]] = one.extent.spatial.bbox;
    assert.ok(west < east && south < north && west > 25 && east < 27 && south > 62 && north < 64, 'in Finland');
    const days = DATES.map((date) => date.replaceAll('_', '-'));
    assert.deepEqual(one.extent.temporal.grid.coordinates, days);
    assert.deepEqual(one.extent.temporal.interval, [[`${days[0]}T00:00:00Z`, `${days[2]}T23:59:59Z`]]);
    assert.deepEqual(
      one.styles.map(({ id }) => id),
      ['dynamic', 'theoretical'],
    );
    // the list shows the same, but for the links of the document itself
    assert.deepEqual({ ...collections[0], links: [] }, { ...one, links: [] });
  });

  test('bounds and times narrow the list', async () => {
    const count = async (query: string) => (await read<Collections>(`/ogc/collections?${query}`)).numberMatched;
    assert.equal(await count('bbox=20,60,30,70'), 1);
    assert.equal(await count('bbox=20,60,0,30,70,100'), 1);
    assert.equal(await count('bbox=170,60,-170,70'), 0);
    assert.equal(await count('bbox=20,60,-170,70'), 1);
    for (const [time, expected] of [
      ['2024-06-14', 1],
      ['2024-06-14T12:00:00Z', 1],
      ['2024-06-14T12', 1],
      ['2024-06-14T23:30', 1],
      ['2024-06-15', 0],
      ['2024-06', 1],
      ['2024', 1],
      ['2024-05-01/2024-06-14', 1],
      ['2024-11-01/..', 0],
      ['../2024-04-06', 1],
      ['/2024-04-05', 0],
    ] as const) {
      assert.equal(await count(`datetime=${time}`), expected, time);
    }
  });

  test('what is no place or no time is refused with its reason', async () => {
    for (const [query, field] of [
      ['bbox=1,2,3', 'bbox'],
      ['bbox=1,2,3,x', 'bbox'],
      ['bbox=1,5,3,4', 'bbox'],
      ['datetime=today', 'datetime'],
      ['datetime=2024-02-01/2024-01-01', 'datetime'],
      ['datetime=..', 'datetime'],
      ['datetime=2024-13-01', 'datetime'],
      ['datetime=2024-13', 'datetime'],
      ['datetime=2024-00/..', 'datetime'],
      ['datetime=2024-02-30', 'datetime'],
      ['datetime=2024-05-06T25:00', 'datetime'],
      ['limit=0', 'limit'],
    ] as const) {
      const error = refuses(await world.ada.read(`/ogc/collections?${query}`), 400, 'bad_request');
      assert.equal(error.details?.[0].field, field, query);
    }
  });

  test('a list in pages leads on and back', async () => {
    const beyond = await read<Collections>('/ogc/collections?limit=1&offset=1');
    assert.deepEqual([beyond.numberMatched, beyond.numberReturned], [1, 0]);
    const back = await read<Collections>(pathOf(hrefOf(beyond.links, 'prev')));
    assert.equal(back.numberReturned, 1);
    assert.ok(!back.links.some(({ rel }) => rel === 'next' || rel === 'prev'), 'there is one page');
  });

  test('addresses carry on the key that they were asked with', async () => {
    const key = 'nobody-knows-it';
    const { links } = (await world.ada.read(`/ogc/collections/${map.ids.visualization_id}?key=${key}`))
      .json as Collection;
    for (const { href } of links) assert.equal(new URL(href).searchParams.get('key'), key, href);
  });
});

suite('links to one map', () => {
  test('a link opens its own collection in every document, and hands on its signature', async () => {
    const made = await world.ada.call(`${map.path}/share`, { method: 'POST', body: {} });
    const { sig } = made.json as { sig: string };
    for (const path of documents) {
      const answer = await world.call(`${path}?sig=${sig}`);
      assert.equal(answer.status, 200, path);
      const { links } = answer.json as { links: Link[] };
      for (const { href } of links) assert.equal(new URL(href).searchParams.get('sig'), sig, href);
    }
    const other = await world.call(`/ogc/collections/${map.ids.aoi_id}?sig=${sig}`);
    const forged = await world.call(`/ogc/collections/${map.ids.visualization_id}?sig=${sig.slice(0, -4)}AAAA`);
    refuses(other, 403, 'forbidden');
    assert.equal(other.text, forged.text);
  });
});

suite('pages', () => {
  test('a page is whole: nothing of another host, no script, its style sheet allowed by its hash', async () => {
    for (const path of documents) {
      const { text, headers } = await world.ada.read(`${path}?f=html`);
      const policy = headers['content-security-policy'] as string;
      assert.match(policy, /default-src 'none'/);
      const [, style] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      assert.ok(policy.includes(`style-src 'sha256-${hash}'`), path);
      assert.doesNotMatch(text, /<script| style="|\son\w+=/i);
      for (const [, url] of text.matchAll(/\b(?:href|src)="([^"#][^"]*)"/g)) {
        assert.ok(url.startsWith(world.origin), `${path} leads to ${url}`);
      }
    }
  });

  test('a page says its language, its one heading and where it stands; pictures have words', async () => {
    for (const path of documents) {
      const { text } = await world.ada.read(`${path}?f=html`);
      assert.match(text, /<html lang="en">/);
      assert.equal(text.match(/<h1>/g)?.length, 1, path);
      for (const part of ['<main', '<header', '<footer', '<title>', 'name="viewport"']) {
        assert.ok(text.includes(part), `${path}: ${part}`);
      }
      for (const [picture] of text.matchAll(/<img[^>]*>/g)) assert.match(picture, / alt="/);
      const levels = [...text.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
      levels.forEach((level, i) => {
        assert.ok(i === 0 || level <= levels[i - 1] + 1, `${path}: h${level} after h${levels[i - 1]}`);
      });
    }
  });

  test('every link on a page leads somewhere', async () => {
    const seen = new Set<string>();
    for (const path of documents) {
      const { text } = await world.ada.read(`${path}?f=html`);
      for (const [, url] of text.matchAll(/\bhref="([^"#][^"]*)"/g)) seen.add(url.replaceAll('&amp;', '&'));
    }
    for (const url of seen) assert.equal((await world.ada.read(pathOf(url))).status, 200, url);
  });
});
