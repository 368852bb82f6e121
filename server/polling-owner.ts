/** A session of Engine.IO belongs to the browser that opened it: who merely knows its id is kept out. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket as Session } from 'engine.io'
import { endWith } from './door.ts'

/**
 * An Engine.IO middleware. `who` reads the browser's own id from its cookies; a session that was opened without
 * one has only its id, of 120 random bits, to keep it.
 */
export function guardSessions(
  engine: Server,
  who: (request: IncomingMessage) => string | null,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const owners = new WeakMap<Session, string>()
  engine.on('connection', (session: Session) => {
    if (session.transport.name !== 'polling') return
    const owner = who(session.request)
    if (owner !== null) owners.set(session, owner)
  })
  const sessions = engine as unknown as { clients: Record<string, Session> }

  return (request, response, next) => {
    const sid = new URLSearchParams((request.url ?? '').split('?')[1]).get('sid')
    const session = sid !== null && Object.hasOwn(sessions.clients, sid) ? sessions.clients[sid] : undefined
    if (!session) return next()
    // Engine.IO would let a second WebSocket take the place of the first.
    if (session.transport.name !== 'polling') return endWith(request, response, 400)
    const owner = owners.get(session)
    if (owner !== undefined && owner !== who(request)) return endWith(request, response, 403)
    next()
  }
}
