import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedHeaders, uriEncoded } from '../../../src/cog/sources/sigv4.ts';

/**
 * The examples of "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk",
 * Amazon S3 API Reference.
 */
const SCOPE = {
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  region: 'us-east-1',
  now: new Date('2013-05-24T00:00:00Z'),
};
const sign = (path: string, headers: Record<string, string> = {}) =>
  signedHeaders(new URL(`https://examplebucket.s3.amazonaws.com${path}`), headers, SCOPE).authorization;

test('GET Object, a range of it', () => {
  assert.equal(
    sign('/test.txt', { range: 'bytes=0-9' }),
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('GET Bucket Lifecycle, and a list of objects', () => {
  assert.match(sign('/?lifecycle'), /Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543$/);
  assert.match(
    sign('/?max-keys=2&prefix=J'),
    /Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/,
  );
});

test('a session token is sent and signed', () => {
  const credentials = { ...SCOPE.credentials, sessionToken: 'token' };
  const headers = signedHeaders(new URL('https://b.example/k'), {}, { ...SCOPE, credentials });
  assert.equal(headers['x-amz-security-token'], 'token');
  assert.match(headers.authorization, /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/);
});

test('keys are encoded down to the unreserved characters', () => {
  assert.equal(uriEncoded("a b+!'()*~-._ä&=?#%"), 'a%20b%2B%21%27%28%29%2A~-._%C3%A4%26%3D%3F%23%25');
});
