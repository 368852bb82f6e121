/** Whether a request belongs to a session that exists: the engine is asked, never the shape of an address. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket as Session } from 'engine.io'

/** A middleware of Engine.IO. */
export type Guard = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** What is read of Engine.IO, checked against 6.6.12. Without it requests fail, and nobody slips through. */
interface PreparedRequest extends IncomingMessage {
  /** The query as the engine itself reads it, before any middleware: of two values the last counts. */
  _query: Record<string, string>
}
interface Insides {
  clients: Record<string, Session>
}

/** The session that the engine will give this request to. */
export function sessionOf(engine: Server, request: IncomingMessage): Session | undefined {
  const { clients } = engine as unknown as Insides
  const { sid } = (request as PreparedRequest)['_query']
  return sid !== undefined && Object.hasOwn(clients, sid) ? clients[sid] : undefined
}

/** A guard that lets pass what goes on in a session. */
export function forNewcomers(engine: Server, guard: Guard): Guard {
  return (request, response, next) => {
    if (sessionOf(engine, request)) next()
    else guard(request, response, next)
  }
}

/** One guard of several: Engine.IO itself makes promises for each middleware of each request. */
export function inOrder(guards: readonly Guard[]): Guard {
  return (request, response, next) => {
    const pass = (i: number): void => {
      const guard = guards[i]
      if (guard) guard(request, response, () => pass(i + 1))
      else next()
    }
    pass(0)
  }
}
