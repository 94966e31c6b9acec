import { readFile } from 'node:fs/promises';
import type { Credentials } from './sigv4.ts';

/** Where keys and region come from: settings first, then the files that the AWS tools keep. */
export interface AwsSettings {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region?: string | undefined;
  readonly profile: string;
  readonly credentialsFile: string;
  readonly configFile: string;
}

/** What an account and its region are called; whatever is not to be found is absent. */
export interface AwsAccount {
  readonly credentials?: Credentials | undefined;
  readonly region?: string | undefined;
}

/** Temporary keys in the files are replaced from time to time. */
const KEPT_MS = 60_000;

/** Looks up the account that the settings lead to, in the files at most once a minute. */
export function accountFinder(settings: AwsSettings): () => Promise<AwsAccount> {
  let kept: Promise<AwsAccount> | undefined;
  let readAt = -Infinity;
  return () => {
    if (kept === undefined || performance.now() - readAt > KEPT_MS) {
      kept = findAccount(settings);
      readAt = performance.now();
    }
    return kept;
  };
}

async function findAccount(settings: AwsSettings): Promise<AwsAccount> {
  const { profile, credentialsFile, configFile, sessionToken } = settings;
  const config = section(await textOf(configFile), profile === 'default' ? 'default' : `profile ${profile}`);
  const region = settings.region ?? config.get('region');
  const own = keysOf(settings.accessKeyId, settings.secretAccessKey, sessionToken);
  if (own !== undefined) return { credentials: own, region };
  const shared = section(await textOf(credentialsFile), profile);
  const [keys, named] = [shared, config].map((values) =>
    keysOf(values.get('aws_access_key_id'), values.get('aws_secret_access_key'), values.get('aws_session_token')),
  );
  return { credentials: keys ?? named, region: region ?? shared.get('region') };
}

function keysOf(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  sessionToken: string | undefined,
): Credentials | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** Empty where there is no such file: most machines have none. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** The `name = value` lines below `[title]`. */
function section(text: string, title: string): Map<string, string> {
  const values = new Map<string, string>();
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (heading !== undefined) isInside = heading === title;
    const setting = /^([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (isInside && setting !== null) values.set(setting[1].toLowerCase(), setting[2]);
  }
  return values;
}
