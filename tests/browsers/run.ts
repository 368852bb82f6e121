/** Follows the whole talk in WebKitGTK and in Firefox, step by step: `npm run test:browsers`. */
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import pino from 'pino'
import { nextPosition } from '../../protocol/features/position.ts'
import { START, type Position } from '../../protocol/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { createApp } from '../../server/app.ts'
import { sameThread } from '../../server/deck/compiler.ts'
import { findDecks } from '../../server/deck/load.ts'
import { loadKeys } from '../../server/keys/keys.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { builtPages } from '../../server/http/pages.ts'
import { readShown } from '../support/screens.ts'
import { eventually, type Browser } from './browser.ts'
import { startFirefox } from './firefox.ts'
import { startWebKit } from './webkit.ts'

const DECK = 'slides/sockets-and-lies'
// tsx marks inner functions with a helper that the page does not have.
const SHOWN = `(() => { const __name = (it) => it; return JSON.stringify((${readShown.toString()})()) })()`

/** A separate server for each browser, so that the talk starts at its first slide. */
async function follow(browser: Browser): Promise<void> {
  const log = openMemoryLog()
  let url = ''
  const app = await createApp({
    log,
    sources: await findDecks(DECK),
    compiler: sameThread,
    keys: await loadKeys(null),
    pages: () => builtPages('dist/client'),
    logger: pino({ level: 'error' }),
    origins: () => [url],
    publicUrl: () => url,
  })
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`
  const [show] = app.talks
  const talk = app.talk(show?.id ?? '')
  let steps = 0
  let slides = 0
  try {
    await browser.open(`${url}/${show?.id}/`)
    for (let to: Position | null = START; to; to = nextPosition(talk.state.talk.outline, to)) {
      const ack = await talk.append({ id: `browser-move-${steps}`, type: 'position/goto', to }, SERVER)
      if (!ack.ok) throw new Error(`The move to ${JSON.stringify(to)} was refused: ${ack.refusal.code}.`)
      await eventually(`${browser.name} shows`, JSON.stringify(to), () => browser.read(SHOWN))
      steps += 1
      if (to.f === -1) slides += 1
    }
  } finally {
    // The page's errors may be the reason why it stopped.
    const errors = await browser.errors().catch((error: unknown) => [inspect(error)])
    console.log(
      `${browser.name} followed "${show?.title}": ${slides} slides, ${steps} steps, ${errors.length} errors.`,
    )
    for (const error of errors) console.error(`${browser.name}: ${error}`)
    if (errors.length > 0) process.exitCode = 1
    await browser.close()
    await app.close()
    await log.close()
  }
}

for (const start of [startWebKit, startFirefox]) {
  try {
    await follow(await start())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
// Anything that a browser left open must not keep this process alive.
process.exit()
