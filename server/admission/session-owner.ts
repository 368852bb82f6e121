/** A session of Engine.IO belongs to the browser that opened it: who merely knows its id is kept out. */
import type { IncomingMessage } from 'node:http'
import type { Server, Socket as Session } from 'engine.io'
import { endWith } from './handshake-rate.ts'
import { sessionOf, type Guard } from '../transport/engine-sessions.ts'

/**
 * An Engine.IO middleware. `who` reads the browser's own id from its cookies; a session that was opened without
 * one has only its id, of 120 random bits, to keep it.
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
    // Engine.IO would let a second WebSocket take the place of the first.
    if (session.transport.name !== 'polling') return endWith(request, response, 400)
    const owner = owners.get(session)
    if (owner !== undefined && owner !== who(request)) return endWith(request, response, 403)
    next()
  }
}
