import { BlockList, isIP } from 'node:net';

// https://www.iana.org/assignments/iana-ipv4-special-registry: what is not reached by everybody.
const specialIPv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; also where clouds tell a machine its own credentials.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

// Ways to write an IPv4 address as IPv6 that lead to it: mapped, and through NAT64 (RFC 6052).
const embeddings: readonly (readonly [string, number])[] = [
  ['::ffff:', 96],
  ['64:ff9b::', 96],
];

// https://www.iana.org/assignments/iana-ipv6-special-registry: within the addresses that are given out.
const specialIPv6: readonly (readonly [string, number])[] = [
  // Teredo among them, which hides an IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4, likewise.
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, prefix] of specialIPv4) {
  special.addSubnet(network, prefix, 'ipv4');
  for (const [head, bits] of embeddings) special.addSubnet(`${head}${network}`, bits + prefix, 'ipv6');
}
for (const [network, prefix] of specialIPv6) special.addSubnet(network, prefix, 'ipv6');

// All unicast addresses ever given out begin with 001; the rest is private, link-local, multicast or unused.
const given = new BlockList();
given.addSubnet('2000::', 3, 'ipv6');
for (const [head, bits] of embeddings) given.addSubnet(`${head}0.0.0.0`, bits, 'ipv6');

/** Whether an IP address is one of the public Internet: not private, link-local, loopback or reserved. */
export function isPublicAddress(address: string): boolean {
  const [bare = ''] = address.split('%');
  switch (isIP(bare)) {
    case 4:
      return !special.check(bare, 'ipv4');
    case 6:
      return given.check(bare, 'ipv6') && !special.check(bare, 'ipv6');
    default:
      return false;
  }
}
