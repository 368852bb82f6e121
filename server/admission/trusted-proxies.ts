/** Decides which proxies are trusted to say where a request came from and whether it was encrypted. */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddress from 'proxy-addr'
import { UsageError } from '../base/errors.ts'

/** A number of proxies, each of which adds itself, or the addresses and networks of the proxies. */
export type TrustedProxies = { hops: number } | { from: string[] }

/** Whether the sender at `address` is a trusted proxy; `hop` counts from 0, the other end of the connection. */
export type Trust = (address: string, hop: number) => boolean

/** Parses the option: a number, or addresses and networks separated by commas. Throws {@link UsageError}. */
export function readTrustedProxies(value: string): TrustedProxies {
  if (/^[1-9]$/.test(value)) return { hops: Number(value) }
  const from = value.split(',').map((each) => each.trim())
  const wrong = from.find((each) => !isNetwork(each))
  if (wrong === undefined) return { from }
  throw new UsageError(
    `--trust-proxy takes a number of proxies, or their addresses such as 10.0.0.0/8, not "${wrong}".`,
  )
}

/** Without proxies, no header is trusted. */
export function createTrust(proxies: TrustedProxies | null): Trust {
  if (proxies === null) return () => false
  if ('hops' in proxies) return (_address, hop) => hop < proxies.hops
  return proxyAddress.compile(proxies.from)
}

/**
 * The client's address: the last one in the chain that is not a trusted proxy, as far as the header contains
 * addresses.
 */
export function senderOf(request: IncomingMessage, trust: Trust): string {
  return unmapped(proxyAddress.all(request, trust).findLast((address) => isIP(address) !== 0) ?? '')
}

/** An IPv4 address, also when a dual-stack socket shows it inside an IPv6 address. */
export function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function isNetwork(text: string): boolean {
  // proxy-addr would also accept a plain number as an address.
  if (isIP(text.replace(/\/\d+$/, '')) === 0) return false
  try {
    proxyAddress.compile(text)
    return true
  } catch {
    // The prefix is too long for the address; the caller reports it.
    return false
  }
}
