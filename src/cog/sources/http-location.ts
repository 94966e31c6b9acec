import { Failure } from '../../failure.ts';
import { locationName, percentDecoded } from './location.ts';
import type { RemoteLocation } from './remote-file.ts';
import type { Answer } from './send.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A file at an `http://` or `https://` URL. User and password in it are sent to its own origin only, also when that
 * redirects elsewhere.
 */
export function httpLocation(given: URL): RemoteLocation {
  const name = locationName(given.href);
  const authorization = basicCredentials(given);
  const url = bare(given);
  return {
    name,
    url,
    next: (answer, at) => redirectOf(name, answer, at),
    headersFor: (at, headers) =>
      Promise.resolve(
        authorization === undefined || at.origin !== url.origin ? headers : { ...headers, authorization },
      ),
  };
}

function basicCredentials({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function redirectOf(name: string, { status, headers: { location } }: Answer, from: URL): URL | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isDowngrade = from.protocol === 'https:' && to?.protocol !== 'https:';
  if (to === undefined || !/^https?:$/.test(to.protocol) || isDowngrade) {
    throw new Failure('unreadable', `${name} cannot be read: ${from.host} redirects to what is no safe URL`);
  }
  return bare(to);
}

/** Without what is not sent to a server as part of its URL. */
function bare(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
}
