/** Where this server can be reached: the address to show in the room, and the allowed origins. */
import { hostname, networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import type { Options } from './options.ts'

export interface Addresses {
  /** For links and QR codes, without a trailing slash. */
  publicUrl(): string
  /** For a browser on this computer. */
  localUrl(): string
  /** Other local network addresses of this computer, in case the first is the wrong one. */
  otherUrls(): string[]
  /** Every exact origin under which our pages may have been opened. */
  origins(): string[]
}

export interface Place {
  secure: boolean
  /** The address that the server listens on. */
  host: string
  port: number
  /** Set when the server is behind a proxy. */
  publicUrl: string | null
  /** The public address of a tunnel; null while it does not answer. */
  tunnelUrl?: () => string | null
}

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** A laptop may change networks, but listing them for every handshake costs too much. */
const FRESH_MS = 2000

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const VIRTUAL =
  /^(docker|br-|bridge|veth|virbr|vmnet|vboxnet|vEthernet|vnic|utun|tun|tap|wg|tailscale|zt|ham|lxc|lxd|cni|flannel|cali|kube|podman|ppp|ipsec|awdl|llw|anpi|ifb|dummy)/i
const WIRELESS = /^(wl|wi-?fi|wlan|en0|airport)/i
const WIRED = /^(en|eth|ethernet|em\d|lan)/i

/** IPv4 addresses that a phone in the room may reach, the most likely first. */
export function lanAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const found: { address: string; score: number }[] = []
  for (const [name, infos] of Object.entries(interfaces)) {
    for (const { family, internal, address } of infos ?? []) {
      if (family !== 'IPv4' || internal || VIRTUAL.test(name)) continue
      found.push({ address, score: kindScore(name) + rangeScore(address) })
    }
  }
  return found.toSorted((a, b) => b.score - a.score).map(({ address }) => address)
}

function kindScore(name: string): number {
  if (WIRELESS.test(name)) return 2
  return WIRED.test(name) ? 1 : 0
}

/** Home and venue networks use private addresses; 169.254 means that DHCP did not answer. */
function rangeScore(address: string): number {
  if (address.startsWith('169.254.')) return -10
  return /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 4 : 0
}

/** Every name and address by which a browser may reach a server that listens on `host`. */
export function hostNames(host: string, interfaces: Interfaces = networkInterfaces()): string[] {
  if (isEverywhere(host)) return [...new Set(everyName(interfaces))]
  return isLoopback(host) ? [...new Set([host, ...LOOPBACK])] : [host]
}

export function createAddresses(place: Place, interfaces: () => Interfaces = networkInterfaces): Addresses {
  const everywhere = isEverywhere(place.host)
  const scheme = place.secure ? 'https' : 'http'
  const at = (host: string): string => new URL(`${scheme}://${bracketed(host)}:${place.port}`).origin
  const localUrl = (): string => at(everywhere ? 'localhost' : place.host)
  const lan = (): string[] => (everywhere ? lanAddresses(interfaces()).map(at) : [])
  /** Pages of a tunnel that is away for a moment may still connect when it is back. */
  let lastTunnel: string | null = null
  const tunnelUrl = (): string | null => {
    const now = place.tunnelUrl?.() ?? null
    lastTunnel = now ?? lastTunnel
    return now
  }
  let known = { at: -Infinity, tunnel: null as string | null, origins: [''] }

  function allOrigins(): string[] {
    const own = hostNames(place.host, interfaces()).map(at)
    return [...own, place.publicUrl, lastTunnel].filter((url) => url !== null)
  }

  return {
    publicUrl: () => tunnelUrl() ?? place.publicUrl ?? lan()[0] ?? localUrl(),
    localUrl,
    otherUrls() {
      if (tunnelUrl() !== null) return lan()
      return place.publicUrl === null ? lan().slice(1) : []
    },
    origins() {
      const now = performance.now()
      tunnelUrl()
      if (now - known.at > FRESH_MS || known.tunnel !== lastTunnel)
        known = { at: now, tunnel: lastTunnel, origins: allOrigins() }
      return known.origins
    },
  }
}

function* everyName(interfaces: Interfaces): Generator<string> {
  yield* LOOPBACK
  for (const infos of Object.values(interfaces)) {
    // A link-local IPv6 address includes an interface name, which a browser's origin cannot contain.
    for (const { address } of infos ?? []) if (!address.startsWith('fe80:')) yield address
  }
  const name = hostname().toLowerCase()
  if (!/^[a-z\d][a-z\d.-]*$/.test(name)) return
  yield name
  if (!name.includes('.')) yield `${name}.local`
}

/** The address by which a program on this computer reaches the server, without a trailing slash. */
export function loopbackUrl({ tls, host }: Pick<Options, 'tls' | 'host'>, port: number): string {
  return `${tls.kind === 'none' ? 'http' : 'https'}://${loopbackTo(host)}:${port}`
}

/** The host of that address; with brackets for IPv6. */
export function loopbackTo(host: string): string {
  return isEverywhere(host) ? '127.0.0.1' : bracketed(host)
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.') || LOOPBACK.includes(host)
}

/** A URL needs brackets around an IPv6 address. */
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
