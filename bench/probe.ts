/** Polls a server's health check, as a load balancer would, and records the longest wait. */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const EVERY_MS = 20

export interface Probe {
  /** The longest wait for an answer so far, in ms; time without a listener does not count. */
  readonly longestMs: number
  stop(): Promise<void>
}

export function startProbe(port: number): Probe {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let longestMs = 0
  let going = true
  async function run(): Promise<void> {
    while (going) {
      const start = performance.now()
      if (await answers(port, agent)) longestMs = Math.max(longestMs, performance.now() - start)
      await sleep(EVERY_MS)
    }
    agent.destroy()
  }
  const running = run()
  return {
    get longestMs() {
      return longestMs
    },
    async stop() {
      going = false
      await running
    },
  }
}

function answers(port: number, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(true))
      response.on('error', () => resolve(false))
    })
    request.on('error', () => resolve(false))
  })
}
