import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// Two lists: one alone would read IPv4 addresses as the IPv6 ones that stand for them.
const inner = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inner.ipv4.addSubnet(address, bits, 'ipv4')
}
// Everything but the global unicast addresses; of those, the ranges that carry an IPv4 address within.
inner.ipv6.addSubnet('::', 3, 'ipv6')
inner.ipv6.addSubnet('4000::', 2, 'ipv6')
inner.ipv6.addSubnet('8000::', 1, 'ipv6')
inner.ipv6.addSubnet('2002::', 16, 'ipv6')
inner.ipv6.addSubnet('2001::', 32, 'ipv6')

// Link-local: there a machine of a cloud tells who asks its own credentials. Nothing that people would write to lives there.
const linkLocal = { ipv4: new BlockList(), ipv6: new BlockList() }
linkLocal.ipv4.addSubnet('169.254.0.0', 16, 'ipv4')
for (const [address, bits] of [
  ['fe80::', 10],
  ['::ffff:169.254.0.0', 112],
  ['fd00:ec2::254', 128],
] as const) {
  linkLocal.ipv6.addSubnet(address, bits, 'ipv6')
}

const isLinkLocal = (address: string): boolean => {
  const version = isIP(address)
  return version === 4 ? linkLocal.ipv4.check(address, 'ipv4') : version === 6 && linkLocal.ipv6.check(address, 'ipv6')
}

/** Whether an IP address lies in the public internet, and not in a network that only we can reach. */
export const isPublicAddress = (address: string): boolean => {
  const version = isIP(address)
  if (version === 4) return !inner.ipv4.check(address, 'ipv4')
  return version === 6 && !inner.ipv6.check(address, 'ipv6')
}

/** Why nothing may be sent to an address, as a sentence; null when it may. What its name resolves to is checked when it is connected to. */
export function whyNot(url: string, { privateToo }: { privateToo: boolean }): string | null {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return 'Give a whole address, such as https://bot.example/webhook.'
  if (parsed.username !== '' || parsed.password !== '')
    return 'Leave name and password out of the address: there they are seen by whoever sees it.'
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  if (isLinkLocal(host)) return 'The address is one by which a machine speaks to itself: give one that others can reach.'
  if (privateToo) return null
  if (parsed.protocol !== 'https:') return 'Give an https address: what customers write, and keys, must not be read on the way.'
  return isIP(host) !== 0 && !isPublicAddress(host)
    ? 'The address lies in a private network: give one that is reachable from outside.'
    : null
}

/** Resolves names for a connection, and refuses those that lead elsewhere, whatever they resolved to before. */
const lookupWhere =
  (isAllowed: (address: string) => boolean, where: string): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0)
      const allowed = found.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (!first || allowed.length < found.length) return done(new Error(`${hostname} leads ${where}`), '', 0)
      if (options.all) (done as unknown as (error: null, all: typeof allowed) => void)(null, allowed)
      else done(null, first.address, first.family)
    })
  }

/** Only into the public internet. */
export const publicLookup = lookupWhere(isPublicAddress, 'into a private network')

/** Anywhere but to the addresses by which a machine speaks to itself. */
export const privateLookup = lookupWhere((address) => !isLinkLocal(address), 'to an address of the machine itself')
