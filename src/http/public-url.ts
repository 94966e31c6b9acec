import { BlockList } from 'node:net';
import type { Context } from 'koa';
import type { Config } from '../config.ts';

/** A host with an optional port: letters, digits, dots and hyphens, or a bracketed IPv6 address. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Tells the base of every URL handed out, without a trailing slash: `PUBLIC_URL`; else what a trusted proxy says it
 * was asked for; else the Host header. Headers of anyone else are not believed.
 */
export function publicUrlOf(config: Pick<Config, 'publicUrl' | 'trustedProxies' | 'host' | 'port'>) {
  const proxies = new BlockList();
  for (const { address, prefix, family } of config.trustedProxies) proxies.addSubnet(address, prefix, family);

  const isProxy = (peer: string): boolean => proxies.check(peer, peer.includes(':') ? 'ipv6' : 'ipv4');

  return (ctx: Pick<Context, 'get' | 'req'>): string => {
    if (config.publicUrl !== undefined) return config.publicUrl;
    const [givenProto, givenHost] = [ctx.get('X-Forwarded-Proto'), ctx.get('X-Forwarded-Host')];
    // most requests come without, and looking for an address in a list takes longer than all else here
    const isTrusted = (givenProto !== '' || givenHost !== '') && isProxy(ctx.req.socket.remoteAddress ?? '');
    const proto = isTrusted ? lastOf(givenProto).toLowerCase() : '';
    const forwardedHost = isTrusted ? lastOf(givenHost) : '';
    const host = [forwardedHost, ctx.get('Host'), `${config.host}:${config.port}`].find((name) => HOST.test(name));
    return `${proto === 'https' ? 'https' : 'http'}://${host ?? 'localhost'}`;
  };
}

/** The last of a comma-separated list: what the nearest proxy wrote, whatever a client sent before it. */
function lastOf(header: string): string {
  return header.split(',').at(-1)?.trim() ?? '';
}
