import type { Context } from 'koa';
import type { Failure } from '../../failure.ts';
import { drawWords } from '../../render/words-image.ts';
import type { Told, TellFailure } from '../failures.ts';
import { ServiceException } from './service-exception.ts';
import { MAP_FORMATS, MOST_PIXELS, type WmsVersion } from './wms-request.ts';
import { xml, xmlDocument } from './xml.ts';

/** Kinds of failure that are told alike on every route. */
const COMMON: readonly (Failure['kind'] | undefined)[] = ['unknownKey', 'forbidden'];

/** What an exception looks like; by the last part of its names in both versions. */
type Look = 'xml' | 'inimage' | 'blank';

/** Tells a failure as the request's EXCEPTIONS wants it: as XML, in words on a picture, or as an empty picture. */
export const tellWmsFailure: TellFailure = async (ctx, failure, { status, message }) => {
  if (COMMON.includes(failure?.kind)) return undefined;
  const given = loosely(ctx);
  const look = /(xml|inimage|blank)$/i.exec(given('exceptions') ?? '')?.[1].toLowerCase() as Look | undefined;
  const isMap = given('request')?.toLowerCase() === 'getmap';
  if (isMap && (look === 'inimage' || look === 'blank')) return asImage(given, look, message);
  const version = versionOf(given);
  return {
    status,
    type: version === '1.3.0' ? 'text/xml' : 'application/vnd.ogc.se_xml',
    body: exceptionReport(failure, message, version),
  };
};

/** The report of one exception, as WMS 1.3.0 (annex E.2) or 1.1.1 (annex A.3) has it. */
function exceptionReport(failure: Failure | undefined, message: string, version: WmsVersion): string {
  const { code, locator } = failure instanceof ServiceException ? failure : {};
  // 1.1.1 has no place for the parameter's name
  const place = version === '1.3.0' && locator !== undefined && xml` locator="${locator}"`;
  const exception = xml`<ServiceException${code && xml` code="${code}"`}${place}>${message}</ServiceException>`;
  if (version === '1.3.0') {
    return xmlDocument(
      xml`<ServiceExceptionReport version="1.3.0" xmlns="http://www.opengis.net/ogc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ogc http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd">
${exception}
</ServiceExceptionReport>`,
    );
  }
  return xmlDocument(
    xml`<ServiceExceptionReport version="1.1.1">
${exception}
</ServiceExceptionReport>`,
    '<!DOCTYPE ServiceExceptionReport SYSTEM "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd">',
  );
}

/** With status 200: clients that ask for pictures show no others. */
async function asImage(given: Given, look: Exclude<Look, 'xml'>, message: string): Promise<Told> {
  const media = given('format');
  const format = Object.entries(MAP_FORMATS).find(([known]) => known === media)?.[1] ?? 'png';
  const size = { width: sideOf(given('width')), height: sideOf(given('height')) };
  const isTransparent = given('transparent')?.toLowerCase() === 'true' && format !== 'jpeg';
  const color = /^(?:0x|#)([0-9a-f]{6})$/i.exec(given('bgcolor') ?? '')?.[1] ?? 'ffffff';
  const background = isTransparent ? undefined : `#${color}`;
  const body = await drawWords({ ...size, format, background, words: look === 'inimage' ? message : undefined });
  return { status: 200, type: `image/${format}`, body };
}

type Given = (name: string) => string | undefined;

/** Parameters of a request that may be wrong in any way. */
function loosely({ query }: Pick<Context, 'query'>): Given {
  const values = new Map(
    Object.entries(query).map(([name, value]) => [name.toLowerCase(), [value ?? []].flat().at(-1)]),
  );
  return (name) => values.get(name);
}

function versionOf(given: Given): WmsVersion {
  return /^1\.[01]/.test(given('version') ?? '') ? '1.1.1' : '1.3.0';
}

/** A size that was refused cannot be given. */
function sideOf(text: string | undefined): number {
  const pixels = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 256;
  return Math.min(MOST_PIXELS, Math.max(1, pixels));
}
