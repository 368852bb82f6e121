/** Ties an Engine.IO session to the browser that opened it, so that knowing the session id is not enough to use it. */
import type { IncomingMessage } from 'node:http'
import type { Server, Socket as Session } from 'engine.io'
import { endWith } from './handshake-rate.ts'
import { sessionOf, type Guard } from '../transport/engine-sessions.ts'

/**
 * An Engine.IO middleware. `who` reads the browser's id from its cookies. A session opened without a cookie is
 * protected only by its id of 120 random bits.
 */
export function guardSessions(engine: Server, who: (request: IncomingMessage) => string | null): Guard {
  const owners = new WeakMap<Session, string>()
  engine.on('connection', (session: Session) => {
    if (session.transport.name !== 'polling') return
    const owner = who(session.request)
    if (owner !== null) owners.set(session, owner)
  })

  return (request, response, next) => {
    const session = sessionOf(engine, request)
    if (!session) return next()
    // Engine.IO would let a second WebSocket replace the first.
    if (session.transport.name !== 'polling') return endWith(request, response, 400)
    const owner = owners.get(session)
    if (owner !== undefined && owner !== who(request)) return endWith(request, response, 403)
    next()
  }
}
