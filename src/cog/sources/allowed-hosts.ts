import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Failure } from '../../failure.ts';
import { isPublicAddress } from './addresses.ts';

/** Which hosts may be talked to. */
export interface HostPolicy {
  /** @throws Failure `forbidden` */
  checkUrl(url: URL): void;
  /** How the host of a checked URL is resolved; what it must not lead to is no result. */
  lookupFor(url: URL): LookupFunction;
}

/** For hosts that stand in the configuration itself, and that nothing an asset says can change. */
export const CONFIGURED_HOSTS: HostPolicy = { checkUrl: () => undefined, lookupFor: () => resolveName };

/**
 * Hosts and buckets that assets may name. An entry is `*` (every public host and every bucket), `host`, `host:port`,
 * `*.domain`, also with a port (public hosts below it) or `s3://bucket`. Only a host named in full may have a private address.
 */
export class AllowedHosts implements HostPolicy {
  private readonly entries: readonly string[];

  constructor(entries: readonly string[]) {
    this.entries = entries.map((entry) => entry.toLowerCase());
  }

  /**
   * Checks the host of a URL, and its address where that stands in the URL. A name's addresses are checked by
   * `lookupFor`, at the moment of the connection, so that a name cannot change what it stands for in between.
   *
   * @throws Failure `forbidden` that says what is allowed
   */
  checkUrl(url: URL): void {
    if (this.isNamed(url)) return;
    const host = hostOf(url);
    if (!this.isCovered(namesOf(url))) throw this.refusal(host);
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateHost(host);
  }

  /** @throws Failure `forbidden` that says what is allowed */
  checkBucket(bucket: string): void {
    if (this.entries.includes('*') || this.entries.includes(`s3://${bucket.toLowerCase()}`)) return;
    throw this.refusal(`s3://${bucket}`);
  }

  /** How the host of a checked URL is resolved: addresses that are not public lead nowhere unless it is named in full. */
  lookupFor(url: URL): LookupFunction {
    return this.isNamed(url) ? resolveName : resolvePublicName;
  }

  private isNamed(url: URL): boolean {
    return namesOf(url).some((name) => this.entries.includes(name));
  }

  private isCovered(names: readonly string[]): boolean {
    const isBelow = (entry: string): boolean =>
      entry.startsWith('*.') && names.some((name) => name.endsWith(entry.slice(1)));
    return this.entries.some((entry) => entry === '*' || isBelow(entry));
  }

  private refusal(what: string): Failure {
    const allowed = this.entries.length === 0 ? 'no host' : this.entries.join(', ');
    return new Failure('forbidden', `${what} may not be read from; ASSET_HOSTS allows ${allowed}`);
  }
}

/** Without the brackets of an IPv6 address, and the dot that ends a full name. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** A URL's host as entries may write it: alone, and with its port. */
function namesOf(url: URL): string[] {
  const host = hostOf(url);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return [host, `[${host}]`, `${host}:${port}`, `[${host}]:${port}`];
}

function privateHost(host: string): Failure {
  return new Failure(
    'forbidden',
    `${host} is not the address of a public host; a private one is read only if ASSET_HOSTS names it in full`,
  );
}

const resolvePublicName: LookupFunction = (host, options, callback) => {
  resolveName(host, { ...options, all: true }, (error, found) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    if (addresses.length === 0) callback(privateHost(host), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
};
