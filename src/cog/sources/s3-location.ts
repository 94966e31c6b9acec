import { Failure } from '../../failure.ts';
import { accountFinder, type AwsAccount, type AwsSettings } from './aws-profile.ts';
import { locationName } from './location.ts';
import type { RemoteLocation } from './remote-file.ts';
import type { Answer } from './send.ts';
import { signedHeaders, uriEncoded } from './sigv4.ts';

/** Which S3 store is asked, and as whom. */
export interface S3Settings extends AwsSettings {
  /** Base URL of a store other than AWS. */
  readonly endpoint?: string | undefined;
  /** Requests are not signed: for public buckets. */
  readonly isAnonymous: boolean;
  /** Whether the bucket is part of the host name; unless given, with AWS it is where it can be. */
  readonly isVirtualHosted?: boolean | undefined;
}

const DEFAULT_REGION = 'us-east-1';
/** Bucket names that fit into one label of a host name, which a certificate for `*.host` covers. */
const HOST_LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Objects of an S3 store, as remote files. */
export class S3Store {
  private readonly findAccount: () => Promise<AwsAccount>;
  /** Where the store said that a bucket is. */
  private readonly regions = new Map<string, string>();

  constructor(private readonly settings: S3Settings) {
    this.findAccount = accountFinder(settings);
  }

  /** @throws Failure `unreadable` if there are no credentials to sign with */
  async location(bucket: string, key: string): Promise<RemoteLocation> {
    const account = await this.findAccount();
    const region = (): string => this.regions.get(bucket) ?? account.region ?? DEFAULT_REGION;
    if (account.credentials === undefined && !this.settings.isAnonymous) {
      throw new Failure(
        'unreadable',
        `s3://${bucket} needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, ` +
          'or AWS_NO_SIGN_REQUEST=yes for a public bucket',
      );
    }
    const urlNow = (): URL => this.urlOf(bucket, key, region());
    return {
      name: locationName(`s3://${bucket}/${key}`),
      get url() {
        return urlNow();
      },
      next: (answer) => (this.hasMoved(bucket, region(), answer) ? urlNow() : undefined),
      headersFor: async (url, headers) => {
        const { credentials } = await this.findAccount();
        if (this.settings.isAnonymous || credentials === undefined) return headers;
        return signedHeaders(url, headers, { credentials, region: region(), now: new Date() });
      },
    };
  }

  private urlOf(bucket: string, key: string, region: string): URL {
    const { endpoint, isVirtualHosted = endpoint === undefined } = this.settings;
    const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
    const folder = base.pathname.replace(/\/$/, '');
    const path = key.split('/').map(uriEncoded).join('/');
    const isInHost = isVirtualHosted && HOST_LABEL.test(bucket);
    const host = isInHost ? `${bucket}.${base.host}` : base.host;
    return new URL(`${base.protocol}//${host}${folder}${isInHost ? '' : `/${bucket}`}/${path}`);
  }

  /** AWS says which region a bucket is in when another one is asked for it. */
  private hasMoved(bucket: string, asked: string, { status, headers }: Answer): boolean {
    const region = headers['x-amz-bucket-region'];
    if (this.settings.endpoint !== undefined || typeof region !== 'string' || region === asked) return false;
    if (![301, 307, 400].includes(status) || !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return false;
    this.regions.set(bucket, region);
    return true;
  }
}
