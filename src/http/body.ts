import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { Failure } from '../failure.ts';
import { refuseUnstorable } from './parse.ts';

/** Reads a body: JSON, or of one of the media types `textTypes`, which becomes `{ text }`. */
export type BodyReader = (ctx: Context, textTypes?: readonly string[]) => Promise<unknown>;

/**
 * A reader of bodies of at most `limitBytes`; no body at all is read as an empty object.
 *
 * @throws Failure 'unsupportedType' | 'tooLarge' | 'invalid', from the reader
 */
export function bodyReader(limitBytes: number): BodyReader {
  const readJson = bodyParser({ detectJSON: () => true, jsonLimit: String(limitBytes) });
  return async (ctx, textTypes = []) => {
    // a body without a type is taken for what it has to be
    ctx.req.headers['content-type'] ??= 'application/json';
    const isText = textTypes.length > 0 && typeof ctx.is([...textTypes]) === 'string';
    if (!isText && ctx.is('json', '+json') === false) {
      const taken = ['application/json', ...textTypes].join(', ');
      throw new Failure(
        'unsupportedType',
        `the body is ${ctx.get('Content-Type')}; this call takes ${taken} (header Content-Type)`,
      );
    }
    const read = isText
      ? bodyParser({ enableTypes: ['text'], extendTypes: { text: [...textTypes] }, textLimit: String(limitBytes) })
      : readJson;
    try {
      await read(ctx, () => Promise.resolve());
    } catch (error) {
      // what was not read is drained, so that a client that is still sending comes to read the answer
      ctx.req.resume();
      throw asFailure(error, limitBytes);
    }
    const body: unknown = isText ? { text: ctx.request.body } : ctx.request.body;
    refuseUnstorable(body);
    return body;
  };
}

/** A failure of the parser, which marks its errors with a status; anything else is handed on. */
function asFailure(error: unknown, limitBytes: number): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  switch (error.status) {
    case 400:
      return new Failure('invalid', `the body is not valid JSON: ${error.message}`, {
        details: [{ field: 'body', reason: error.message }],
        cause: error,
      });
    case 413:
      return new Failure('tooLarge', `the body is larger than ${limitBytes} bytes`, { cause: error });
    case 415:
      return new Failure('unsupportedType', `the body cannot be read: ${error.message}`, { cause: error });
    default:
      return error;
  }
}
