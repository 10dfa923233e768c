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
  if (privateToo) return null
  if (parsed.protocol !== 'https:') return 'Give an https address: what customers write, and keys, must not be read on the way.'
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isPublicAddress(host)
    ? 'The address lies in a private network: give one that is reachable from outside.'
    : null
}

/** Resolves names for a connection, and refuses those that lead into a private network, whatever they resolved to before. */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0)
    const foreign = found.filter(({ address }) => isPublicAddress(address))
    const [first] = foreign
    if (!first || foreign.length < found.length) return done(new Error(`${hostname} leads into a private network`), '', 0)
    if (options.all) (done as unknown as (error: null, all: typeof foreign) => void)(null, foreign)
    else done(null, first.address, first.family)
  })
}
