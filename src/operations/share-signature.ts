import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link says of itself, once its signature is found to be ours. */
export interface SignedShare {
  readonly shareId: string;
  readonly visualizationId: string;
  /** Unix time. */
  readonly expiresAtMs: number;
}

/** Two UUIDs, the time in 8 bytes, HMAC-SHA256: a multiple of 3, so that exactly one text stands for the bytes. */
const SIGNED_BYTES = 40;
const BYTES = SIGNED_BYTES + 32;
const TEXT = /^[\w-]{96}$/;

/** Signed along, so that nothing else that is ever signed with the same secret can pass for a link. */
const PURPOSE = 'chromatile link 1';

/** The signature that a link carries in its address: 96 letters, digits, hyphens and underscores. */
export function signShare(share: SignedShare, secret: Uint8Array): string {
  const signed = Buffer.alloc(SIGNED_BYTES);
  uuidBytes(share.shareId).copy(signed, 0);
  uuidBytes(share.visualizationId).copy(signed, 16);
  signed.writeBigUInt64BE(BigInt(share.expiresAtMs), 32);
  return Buffer.concat([signed, macOf(signed, secret)]).toString('base64url');
}

/**
 * What a signature stands for, or undefined if it was made with none of the secrets. Whether it has expired or was
 * revoked is not looked at.
 */
export function readSignature(text: string, secrets: readonly Uint8Array[]): SignedShare | undefined {
  if (!TEXT.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== BYTES) return undefined;
  const signed = bytes.subarray(0, SIGNED_BYTES);
  const mac = bytes.subarray(SIGNED_BYTES);
  if (!secrets.some((secret) => timingSafeEqual(macOf(signed, secret), mac))) return undefined;
  return {
    shareId: uuidText(signed.subarray(0, 16)),
    visualizationId: uuidText(signed.subarray(16, 32)),
    expiresAtMs: Number(signed.readBigUInt64BE(32)),
  };
}

function macOf(signed: Uint8Array, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(signed).digest();
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
