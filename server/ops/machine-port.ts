/** The metrics port: health, readiness and metrics, separate from the audience's port and its connection limits. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Health, HealthAnswer } from '../http/health.ts'
import type { Metrics } from './metrics.ts'
import { explainListen } from '../base/errors.ts'

export interface MachinePort {
  readonly port: number
  close(): Promise<void>
}

export interface MachinePortParts {
  host: string
  /** 0 lets the system choose. */
  port: number
  health: Health
  metrics: Pick<Metrics, 'text' | 'contentType'>
  logger: Logger
}

/** Resolves when it listens; rejects with a one-line message. */
export async function openMachinePort(parts: MachinePortParts): Promise<MachinePort> {
  const { host, health, metrics, logger } = parts
  const server: Server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, { error: 'GET only' })
    else if (path === '/healthz') answerHealth(response, health.live())
    else if (path === '/readyz') answerHealth(response, health.ready())
    else if (path === '/metrics') void answerMetrics(response)
    else answer(response, 404, { error: 'This port serves /healthz, /readyz and /metrics.' })
  })
  server.headersTimeout = 5000
  server.requestTimeout = 5000

  async function answerMetrics(response: ServerResponse): Promise<void> {
    try {
      const text = await metrics.text()
      response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text)
    } catch (error) {
      logger.error({ err: error }, 'The metrics could not be read.')
      answer(response, 500, { error: 'The metrics could not be read.' })
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explainListen(error, host, parts.port, '--metrics-port')))
    server.listen({ port: parts.port, host }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerHealth(response: ServerResponse, { status, body }: HealthAnswer): void {
  answer(response, status, body)
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body))
}
