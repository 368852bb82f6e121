/** Decides which requests may open a socket: rule S4, for polling and WebSocket alike. */
import type { IncomingMessage } from 'node:http'

/**
 * A browser names its Origin on every WebSocket and on every cross-site request; then it must be one of
 * ours, to the letter. Without one it may be our own page polling, which proves itself by a header that no
 * other site can send; or a program, which gets in only without cookies.
 */
export function mayConnect(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, cookie, upgrade } = request.headers
  if (origin !== undefined) return origins.includes(origin)
  if (cookie === undefined) return true
  return upgrade === undefined && request.headers['x-lectern'] === '1'
}
