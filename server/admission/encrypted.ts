/** Tells whether a request was encrypted all the way from the browser to us or to our proxy. */
import type { IncomingMessage } from 'node:http'
import type { Trust } from './trusted-proxies.ts'

export interface Encryption {
  /** Whether cookies of such a request may be `Secure`. */
  encrypted(request: IncomingMessage): boolean
  /** Whether a secret in the request could be read on the way although the server has an encrypted address. */
  exposed(request: IncomingMessage): boolean
}

/**
 * `publicUrl` is the public address. If it is https, secrets must arrive encrypted, unless `plainToo`: the address of a
 * tunnel does not replace the one in the local network.
 */
export function createEncryption(publicUrl: () => string, trust: Trust, plainToo = false): Encryption {
  function encrypted(request: IncomingMessage): boolean {
    const { socket, headers } = request
    if ('encrypted' in socket) return true
    if (trust(socket.remoteAddress ?? '', 0)) {
      const said = String(headers['x-forwarded-proto'] ?? '')
      return said.split(',').at(-1)?.trim() === 'https'
    }
    // Behind an unknown proxy, only the browser's own headers say how its page was loaded. Forging them gains
    // nothing, because only the sender's own secret is at risk.
    const url = publicUrl()
    if (!url.startsWith('https:')) return false
    if (headers.origin !== undefined) return headers.origin === url
    return headers.host === new URL(url).host
  }
  return {
    encrypted,
    exposed: (request) =>
      !plainToo && publicUrl().startsWith('https:') && !encrypted(request) && !fromThisComputer(request),
  }
}

/** On the speaker's own laptop, nothing leaves the machine. */
function fromThisComputer({ socket, headers }: IncomingMessage): boolean {
  const loopback = /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? '')
  const page = headers.origin?.replace(/^https?:\/\//, '') ?? headers.host ?? ''
  return loopback && /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(page)
}
