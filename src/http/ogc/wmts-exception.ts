import type { TellFailure } from '../failures.ts';
import { ServiceException, type ExceptionCode } from './service-exception.ts';
import { xml, xmlDocument } from './xml.ts';

/** Codes of WMS by what OWS Common calls them. */
const OWS_CODES: Readonly<Partial<Record<ExceptionCode, string>>> = {
  LayerNotDefined: 'InvalidParameterValue',
  StyleNotDefined: 'InvalidParameterValue',
  InvalidDimensionValue: 'InvalidParameterValue',
  InvalidFormat: 'InvalidParameterValue',
};

/** Parameters of WMS by what WMTS calls them. */
const OWS_LOCATORS: Readonly<Partial<Record<string, string>>> = { layers: 'layer', styles: 'style' };

/** Where the status is not that of a bad request (OWS Common 1.1, table 28). */
const OWS_STATUS: Readonly<Partial<Record<ExceptionCode, number>>> = { OperationNotSupported: 501 };

/** Tells a failure as a report of OWS Common 1.1 (section 8). */
export const tellWmtsFailure: TellFailure = (ctx, failure, { status, message }) => {
  if (failure?.kind === 'unknownKey' || failure?.kind === 'forbidden') return Promise.resolve(undefined);
  const { code, locator } = failure instanceof ServiceException ? failure : {};
  // an address of a tile that is wrong in any of its parts is the address of nothing
  const isAddress = ctx.path !== '/wmts' && failure?.kind === 'invalid';
  return Promise.resolve({
    status: isAddress ? 404 : code === undefined ? status : (OWS_STATUS[code] ?? status),
    type: 'text/xml',
    body: exceptionReport(
      (code && (OWS_CODES[code] ?? code)) ?? 'NoApplicableCode',
      locator && (OWS_LOCATORS[locator] ?? locator),
      message,
    ),
  });
};

function exceptionReport(code: string, locator: string | undefined, message: string): string {
  const exception = xml`<ows:Exception exceptionCode="${code}"${locator && xml` locator="${locator}"`}><ows:ExceptionText>${message}</ows:ExceptionText></ows:Exception>`;
  return xmlDocument(
    xml`<ows:ExceptionReport version="1.1.0" xml:lang="en" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd">
${exception}
</ows:ExceptionReport>`,
  );
}
