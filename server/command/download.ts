/** Downloads one file from another host, within limits, and never from the own network unless the author names the host. */
import { lookup, type LookupAddress } from 'node:dns'
import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface DownloadLimits {
  /** Hosts of the own network that may be asked. */
  allowed: readonly string[]
  maxBytes: number
  timeoutMs: number
}

export interface Downloaded {
  /** The address after redirects. */
  url: URL
  /** Without parameters, in lower case. */
  type: string
  body: Buffer
}

const MOST_REDIRECTS = 5

/** Throws an error with a short reason. */
export async function download(address: string, limits: DownloadLimits): Promise<Downloaded> {
  const signal = AbortSignal.timeout(limits.timeoutMs)
  let url = new URL(address)
  for (let i = 0; i <= MOST_REDIRECTS; i++) {
    const response = await ask(url, limits, signal)
    const { statusCode = 0, headers } = response
    if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location) {
      response.destroy()
      url = new URL(headers.location, url)
      continue
    }
    if (statusCode !== 200) {
      response.destroy()
      throw new Error(`the server answers with ${statusCode}`)
    }
    const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    return { url, type, body: await bodyOf(response, limits.maxBytes, signal) }
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects`)
}

function ask(
  url: URL,
  { allowed, timeoutMs }: DownloadLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { protocol, hostname } = url
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`the address is not http or https`)
  if (url.username || url.password) throw new Error('the address contains a password')
  const host = hostname.replace(/^\[|\]$/g, '')
  const isAllowed = allowed.includes(host.toLowerCase())
  if (!isAllowed && isIP(host) && isPrivate(host)) throw new Error(privateReason(host))
  const options = {
    signal,
    // Checked when connecting, so that a name cannot get another address in between.
    lookup: isAllowed ? undefined : publicLookup,
    headers: {
      accept: 'image/*,font/*,text/css,*/*;q=0.1',
      'user-agent': 'Mozilla/5.0 (compatible; Lectern)',
    },
  }
  return new Promise((resolve, reject) => {
    const send = protocol === 'https:' ? overHttps : overHttp
    const request = send(url, { ...options, agent: false }, resolve)
    request.on('error', (error) => reject(signal.aborted ? late(timeoutMs, error) : error))
    request.end()
  })
}

async function bodyOf(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const tooLarge = (): Error => new Error(`the file is larger than ${Math.round(maxBytes / 1e6)} MB`)
  if (Number(response.headers['content-length']) > maxBytes) {
    response.destroy()
    throw tooLarge()
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      size += (chunk as Buffer).length
      if (size > maxBytes) throw tooLarge()
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    throw signal.aborted ? late(0, error) : error
  } finally {
    response.destroy()
  }
  return Buffer.concat(chunks)
}

function late(timeoutMs: number, cause: unknown): Error {
  return new Error(`it takes too long${timeoutMs ? ` (${timeoutMs / 1000} s)` : ''}`, { cause })
}

const privateReason = (address: string): string =>
  `${address} is an address of your own network; allow its host with --private`

const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '')
    const own = addresses.find(({ address }) => isPrivate(address))
    if (own) return done(new Error(privateReason(own.address)), '')
    if (options.all) return done(null, addresses)
    const [first] = addresses as [LookupAddress]
    return done(null, first.address, first.family)
  })
}

// In one list, a net of IPv6 that contains those of IPv4 would match them all.
const PRIVATE = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [net, bits] of [
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
] as const)
  PRIVATE.ipv4.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  // Addresses of IPv4 in IPv6, and of the translation between them.
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.ipv6.addSubnet(net, bits, 'ipv6')

/** Whether an IP address belongs to this computer, its networks, or no host at all. */
export function isPrivate(address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return PRIVATE[family].check(address.replace(/%.*$/, ''), family)
}
