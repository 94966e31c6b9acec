import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Special-purpose blocks of IPv4 (RFC 6890 and its registry), none of them a public host. */
const NOT_PUBLIC_4 = blockList('ipv4', [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, with the clouds' metadata services
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]);

/** The one block of IPv6 that public hosts have. */
const PUBLIC_6 = blockList('ipv6', [['2000::', 3]]);
/** Parts of it that lead elsewhere. */
const NOT_PUBLIC_6 = blockList('ipv6', [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which wraps any IPv4 address
  ['3fff::', 20], // documentation
]);
/** Blocks whose last 32 bits are an IPv4 address: IPv4-mapped, and the well-known prefix of NAT64. */
const WRAPPED_4 = [blockList('ipv6', [['::ffff:0:0', 96]]), blockList('ipv6', [['64:ff9b::', 96]])];

/** Whether an address is one of a public host: not private, loopback, link-local, multicast or reserved. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  if (WRAPPED_4.some((block) => block.check(address, 'ipv6'))) return isPublicAddress(lastFourBytes(address));
  return PUBLIC_6.check(address, 'ipv6') && !NOT_PUBLIC_6.check(address, 'ipv6');
}

/** `::ffff:7f00:1` and `::ffff:127.0.0.1` to `127.0.0.1`. */
function lastFourBytes(address: string): string {
  const normal = new URL(`http://[${address}]/`).hostname.slice(1, -1); // two groups of hexadecimal digits at the end
  const groups = normal.split(':').slice(-2);
  const [high, low] = groups.map((group) => parseInt(group === '' ? '0' : group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family);
  return list;
}
