/** What paired browsers may see of the servers, over HTTP and on the phone, and readiness while a server closes. */
import { expect, test } from 'vitest'
import type { ServerView } from '../../protocol/server-view.ts'
import { createLastError } from '../../server/ops/last-error.ts'
import { createLogger } from '../../server/ops/logger.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, follow, PHONE, present } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { join, pairedCookie } from '../support/people.ts'
import { startServer } from '../support/server.ts'

test('[M10] a paired phone sees the nodes and their last error; nobody else does', async () => {
  const faults = createLastError()
  const logger = createLogger('error', { write: () => {} }, faults.note)
  const server = await startServer({ logger, faults })
  const path = `${server.url}/${TALK}/presenter/server.json`
  const stranger = await fetch(path)
  expect(stranger.status).toBe(401)
  expect(await stranger.text()).not.toContain('nodes')

  await join(server, 'audience')
  logger.error('A sentence about what went wrong.')
  const cookie = await pairedCookie(server)
  const answer = await fetch(path, { headers: { cookie } })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const view = (await answer.json()) as ServerView
  const talk = server.app.talk(TALK)
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

test('[M8] a server that begins to close is not ready at once', async () => {
  const { app } = await startServer()
  expect(app.health.ready().status).toBe(200)
  const closed = app.close()
  expect(app.health.ready()).toMatchObject({ status: 503, body: { status: 'closing' } })
  expect(app.health.live().status).toBe(200)
  await closed
})

test('[M11] the phone shows the nodes, what is wrong, and that the server does not answer', async () => {
  const faults = createLastError()
  const logger = createLogger('error', { write: () => {} }, faults.note)
  const server = await startServer({ logger, faults })
  const { page } = await present(server, TALK, { ...PHONE, unstable: true })
  await follow(server, `/${TALK}/`, { ...DESKTOP, unstable: true })
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: 'Server' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Server' })
  await sheet.getByText('All is well: 1 node for this talk.').waitFor()
  const node = sheet.getByRole('list', { name: 'Nodes' }).getByRole('listitem')
  await node.getByText('2 browsers').waitFor()
  await sheet.getByText('none since the start').waitFor()
  logger.error('A sentence about what went wrong.')
  await sheet.getByText(/^\d\d:\d\d:\d\d, Node \w{4}: A sentence about what went wrong\.$/).waitFor()
  expect(await seriousViolations(page)).toEqual([])
  await server.close()
  await sheet.getByText('The server does not answer: this is the last known state.').waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'hidden' })
})
