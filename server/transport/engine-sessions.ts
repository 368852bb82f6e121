/** Whether a request belongs to an existing session: Engine.IO decides, not the shape of an address. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket as Session } from 'engine.io'

/** A middleware of Engine.IO. */
export type Guard = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** The members of Engine.IO that are read, checked against 6.6.12. Without them requests fail, and none passes unchecked. */
interface PreparedRequest extends IncomingMessage {
  /** The query as Engine.IO itself reads it, before any middleware: of two values the last counts. */
  _query: Record<string, string>
}
interface Insides {
  clients: Record<string, Session>
}

/** The session to which Engine.IO will give this request. */
export function sessionOf(engine: Server, request: IncomingMessage): Session | undefined {
  const { clients } = engine as unknown as Insides
  const { sid } = (request as PreparedRequest)['_query']
  return sid !== undefined && Object.hasOwn(clients, sid) ? clients[sid] : undefined
}

/** A check that lets requests of existing sessions pass. */
export function forNewcomers(engine: Server, guard: Guard): Guard {
  return (request, response, next) => {
    if (sessionOf(engine, request)) next()
    else guard(request, response, next)
  }
}

/** One middleware for several checks, because Engine.IO creates promises for each middleware of each request. */
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
