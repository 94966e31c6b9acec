import { Failure } from '../../failure.ts';

/** Codes of exceptions: those of WMS 1.3.0 (table E.1), of OWS Common 1.1 (table 27) and of WMTS 1.0.0. */
export type ExceptionCode =
  | 'InvalidFormat'
  | 'InvalidCRS'
  | 'InvalidSRS'
  | 'LayerNotDefined'
  | 'StyleNotDefined'
  | 'LayerNotQueryable'
  | 'InvalidPoint'
  | 'MissingDimensionValue'
  | 'InvalidDimensionValue'
  | 'OperationNotSupported'
  | 'MissingParameterValue'
  | 'InvalidParameterValue'
  | 'VersionNegotiationFailed'
  | 'TileOutOfRange'
  | 'PointIJOutOfRange';

/** A refusal that has a code in the standards. */
export class ServiceException extends Failure {
  readonly code: ExceptionCode;
  /** The parameter that was wrong, in lower case. */
  readonly locator: string | undefined;

  constructor(code: ExceptionCode, message: string, locator?: string) {
    super('invalid', message, locator === undefined ? {} : { details: [{ field: locator, reason: message }] });
    this.name = 'ServiceException';
    this.code = code;
    this.locator = locator;
  }
}
