import type { OpenSource } from '../source.ts';
import { AllowedHosts, CONFIGURED_HOSTS } from './allowed-hosts.ts';
import { withinRoots } from './allowed-roots.ts';
import { HttpClient, REMOTE_LIMITS, type RemoteLimits } from './http-client.ts';
import { httpLocation } from './http-location.ts';
import { localFiles } from './local.ts';
import { parseLocation } from './location.ts';
import { openRemoteFile } from './remote-file.ts';
import { S3Store, type S3Settings } from './s3-location.ts';

/** Which rasters may be read, and how: plain data, so that threads can be told. */
export interface SourceSettings {
  /** Folders that local files may lie in; every folder unless given. */
  readonly roots?: readonly string[] | undefined;
  /** What `AllowedHosts` takes. */
  readonly hosts: readonly string[];
  /** Bounds other than `REMOTE_LIMITS`. */
  readonly remote: Partial<RemoteLimits>;
  /** How long a remote file that was asked for counts as unchanged. */
  readonly recheckMs: number;
  readonly s3: S3Settings;
}

/**
 * A way to open everything that the settings allow: paths, `http(s)://` and `s3://`.
 *
 * The returned function throws Failure `invalid` for other locations, `forbidden` for those that are not allowed, and
 * what `openRemoteFile` and `localFiles` throw.
 */
export function sourceOpener({ roots, hosts, remote, recheckMs, s3 }: SourceSettings): OpenSource {
  const openFile = localFiles(roots === undefined ? {} : { resolvePath: withinRoots(roots) });
  const allowed = new AllowedHosts(hosts);
  // of their own, so that a connection made for the one is never used for the other
  const limits = { ...REMOTE_LIMITS, ...remote };
  const client = new HttpClient(allowed, limits);
  const s3Client = new HttpClient(CONFIGURED_HOSTS, limits);
  const store = new S3Store(s3);
  return async (text) => {
    const location = parseLocation(text);
    switch (location.kind) {
      case 'file':
        return openFile(location.path);
      case 'http':
        return openRemoteFile(client, httpLocation(location.url), recheckMs);
      case 's3':
        allowed.checkBucket(location.bucket);
        return openRemoteFile(s3Client, await store.location(location.bucket, location.key), recheckMs);
    }
  };
}
