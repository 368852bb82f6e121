/** Which proxies in front are believed when they say whom a request is from, and how it came. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { UsageError } from './problem.ts'

/** So many proxies, each of which adds itself; or the addresses and networks that they have. */
export type TrustedProxies = { hops: number } | { from: string[] }

/** Whether the one at `address` is a proxy of ours; `hop` counts from 0, the other end of the connection. */
export type Trust = (address: string, hop: number) => boolean

/** From the command line: a number, or addresses and networks parted by commas. Throws {@link UsageError}. */
export function readTrustedProxies(value: string | undefined): TrustedProxies | null {
  if (value === undefined) return null
  if (/^[1-9]$/.test(value)) return { hops: Number(value) }
  const from = value.split(',').map((each) => each.trim())
  const wrong = from.find((each) => !isNetwork(each))
  if (wrong === undefined) return { from }
  throw new UsageError(
    `--trust-proxy takes a number of proxies, or their addresses such as 10.0.0.0/8, not "${wrong}".`,
  )
}

/** Nobody is believed without proxies. */
export function createTrust(proxies: TrustedProxies | null): Trust {
  if (proxies === null) return () => false
  if ('hops' in proxies) return (_address, hop) => hop < proxies.hops
  const list = new BlockList()
  for (const each of proxies.from) {
    const [address = '', bits] = each.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => {
    const plain = unmapped(address)
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** The address of whoever sent a request: past the proxies that are believed, and not a step further. */
export function senderOf({ socket, headers }: IncomingMessage, trust: Trust): string {
  const said = String(headers['x-forwarded-for'] ?? '').split(',')
  let address = unmapped(socket.remoteAddress ?? '')
  for (let hop = 0; trust(address, hop); hop += 1) {
    const before = said.pop()?.trim() ?? ''
    if (isIP(before) === 0) break
    address = unmapped(before)
  }
  return address
}

/** An IPv4 address, also where a socket of both kinds has put it into an IPv6 one. */
export function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most))
}
