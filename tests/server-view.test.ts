/** What a presenter may see of the servers, over HTTP: paired browsers only, and readiness while it closes. */
import { expect, test } from 'vitest'
import type { ServerView } from '../protocol/server-view.ts'
import { createFaults } from '../server/faults.ts'
import { createLogger } from '../server/logger.ts'
import { join, pairedCookie } from './support/people.ts'
import { startServer } from './support/server.ts'

test('[M10] a paired phone sees the nodes and their last fault; nobody else does', async () => {
  const faults = createFaults()
  const logger = createLogger('error', { write: () => {} }, faults.note)
  const server = await startServer({ logger, faults })
  const path = `${server.url}/sockets-and-lies/presenter/server.json`
  const stranger = await fetch(path)
  expect(stranger.status).toBe(401)
  expect(await stranger.text()).not.toContain('nodes')

  await join(server, 'audience')
  logger.error('A sentence about what went wrong.')
  const cookie = await pairedCookie(server)
  const answer = await fetch(path, { headers: { cookie } })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const view = (await answer.json()) as ServerView
  const talk = server.app.talk('sockets-and-lies')
  expect(view).toMatchObject({
    epoch: talk.epoch,
    seq: talk.state.seq,
    saved: true,
    feed: { name: 'recording' },
  })
  expect(view.nodes).toHaveLength(1)
  expect(view.nodes[0]).toMatchObject({ browsers: 1, here: true, saved: true, trouble: null })
  expect(view.nodes[0]?.fault?.line).toBe('A sentence about what went wrong.')
  expect(view.nodes[0]?.memory).toBeGreaterThan(10_000_000)
})

test('[M8] a server that begins to close is unready at once', async () => {
  const { app } = await startServer()
  expect(app.health.ready().status).toBe(200)
  const closed = app.close()
  expect(app.health.ready()).toMatchObject({ status: 503, body: { status: 'closing' } })
  expect(app.health.live().status).toBe(200)
  await closed
})
