/** Decides which requests may open a socket (rule S4), for polling and WebSocket alike. */
import type { IncomingMessage } from 'node:http'

/**
 * Browsers send an Origin with every WebSocket and every cross-site request; it must be exactly one of ours. Without
 * an Origin, the request may come from our own page, which polls with a header that no other site can send, or from a
 * program, which may connect only without cookies.
 */
export function mayConnect(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, cookie, upgrade } = request.headers
  if (origin !== undefined) return origins.includes(origin)
  if (cookie === undefined) return true
  return upgrade === undefined && request.headers['x-lectern'] === '1'
}
