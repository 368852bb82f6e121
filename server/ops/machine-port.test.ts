/** Tests that the metrics port answers health checks and metrics, and nothing else. */
import { expect, onTestFinished, test } from 'vitest'
import pino from 'pino'
import { createHealth } from '../http/health.ts'
import { openMachinePort } from './machine-port.ts'
import { createMetrics } from './metrics.ts'

const logger = pino({ level: 'silent' })

test('[M5] serves health, readiness with its reason, and metrics in plain text', async () => {
  const is = { closing: false, trouble: null as string | null }
  const health = createHealth(
    ['a-talk'],
    () => is.closing,
    () => is.trouble,
  )
  const opened = await openMachinePort({
    host: '127.0.0.1',
    port: 0,
    health,
    metrics: createMetrics(),
    logger,
  })
  onTestFinished(opened.close)
  const get = async (path: string, method = 'GET'): Promise<{ status: number; text: string }> => {
    const response = await fetch(`http://127.0.0.1:${opened.port}${path}`, { method })
    return { status: response.status, text: await response.text() }
  }
  expect(await get('/readyz?probe=1')).toEqual({ status: 200, text: '{"status":"ready","talks":["a-talk"]}' })
  is.trouble = 'The heap is nearly full.'
  expect(await get('/readyz')).toEqual({
    status: 503,
    text: '{"status":"busy","reason":"The heap is nearly full.","talks":["a-talk"]}',
  })
  is.closing = true
  expect(await get('/readyz')).toEqual({ status: 503, text: '{"status":"closing","talks":["a-talk"]}' })
  expect(await get('/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' })
  const figures = await get('/metrics')
  expect(figures.status).toBe(200)
  expect(figures.text).toContain('# TYPE lectern_followers gauge')
  expect((await get('/a-talk/')).status).toBe(404)
  expect((await get('/metrics', 'POST')).status).toBe(405)
})

test('[M5] a busy port is one readable line that names the option', async () => {
  const parts = {
    host: '127.0.0.1',
    health: createHealth(
      [],
      () => false,
      () => null,
    ),
    metrics: createMetrics(),
    logger,
  }
  const first = await openMachinePort({ ...parts, port: 0 })
  onTestFinished(first.close)
  await expect(openMachinePort({ ...parts, port: first.port })).rejects.toThrow(
    `Port ${first.port} is busy; try --metrics-port ${first.port + 1}.`,
  )
})
