/**
 * Checks at start, on a loopback connection, what this folder assumes of members that are not public API. Where an
 * assumption does not hold, the log says so once and public calls are used.
 */
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket as TcpSocket } from 'node:net'
import { Server, type Socket as Connection } from 'engine.io'
import type { Logger } from 'pino'
import { WebSocket } from 'ws'
import { endAtOnce } from './staggered-close.ts'
import { HardenedWebSocketServer } from './ws-server.ts'
import { sendPublicly, sharePacket, waitingOf, writeShared } from './shared-frame.ts'

/** Long enough for a machine that is busy with something else. */
const WITHIN_MS = 10_000
const PROBE = '2["probe"]'

/** `view` is the server's side of the connection as the check sees it: the check's own test hides members. */
export async function checkTransport(
  logger: Logger,
  view: (connection: Connection) => Connection = (connection) => connection,
): Promise<void> {
  const http = createServer()
  const engine = new Server({ wsEngine: HardenedWebSocketServer })
  engine.attach(http)
  try {
    await checkOn(http, engine, logger, view)
  } catch (error) {
    sendPublicly()
    endAtOnce()
    logger.warn(
      { err: error },
      'The transport could not be checked: only public calls are used, which cost more.',
    )
  } finally {
    engine.close()
    http.closeAllConnections()
    http.close()
  }
}

async function checkOn(
  http: HttpServer,
  engine: Server,
  logger: Logger,
  view: (connection: Connection) => Connection,
): Promise<void> {
  const signal = AbortSignal.timeout(WITHIN_MS)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening', { signal })
  const { port } = http.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}/engine.io/?EIO=4&transport=websocket`)
  const [[tcp], [connection]] = (await Promise.all([
    once(http, 'connection', { signal }),
    once(engine, 'connection', { signal }),
    once(client, 'message', { signal }),
  ])) as unknown as [[TcpSocket], [Connection], unknown]

  if (!(await takesFrame(view(connection), client, signal))) {
    sendPublicly()
    logger.warn('The stream of ws was not found: every frame is sent by Engine.IO, which costs more.')
  }
  if (!countsWaiting(view(connection)))
    logger.error(
      'The queue of Engine.IO was not found: its limits cannot be measured, so no browser is served.',
    )
  const closed = once(tcp, 'close', { signal })
  connection.close(true)
  if (!(await happens(closed))) {
    endAtOnce()
    logger.warn('Node closes sockets in an unknown way: thousands that break at once will delay the talk.')
  }
  client.terminate()
}

async function takesFrame(connection: Connection, client: WebSocket, signal: AbortSignal): Promise<boolean> {
  const arrived = once(client, 'message', { signal })
  if (!writeShared(connection, sharePacket(PROBE))) connection.send('so that something arrives')
  const [data] = (await arrived.catch(() => [''])) as [Buffer | string]
  return data.toString() === `4${PROBE}`
}

/** The first of two packets is sent at once, and the second waits. */
function countsWaiting(connection: Connection): boolean {
  for (const text of ['leaves', 'waits']) connection.send(text)
  const { packets, bytes } = waitingOf(connection)
  return packets === 1 && bytes >= 'waits'.length && Number.isFinite(bytes)
}

async function happens(event: Promise<unknown>): Promise<boolean> {
  return event.then(
    () => true,
    () => false,
  )
}
