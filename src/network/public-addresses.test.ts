import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-addresses.ts';

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a03:2880::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('is true of %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '::1'],
    ['any address of this machine', '0.0.0.0'],
    ['any address of this machine', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['private', 'fd00:ec2::254'],
    ['shared by a carrier', '100.64.0.1'],
    ['link-local', '169.254.169.254'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '2001:db8::1'],
    ['private, mapped', '::ffff:192.168.1.1'],
    ['private, mapped, in hex', '::ffff:c0a8:101'],
    ['private, through NAT64', '64:ff9b::10.0.0.1'],
    ['hidden in 6to4', '2002:7f00:1::'],
    ['hidden in Teredo', '2001:0:7f00:1::'],
    ['IPv4 in the old way', '::127.0.0.1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('is false of what is %s: %s', (_what, address) => expect(isPublicAddress(address)).toBe(false));
});
