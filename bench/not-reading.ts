/**
 * Browsers that stop reading and keep requesting old pages of the chat: the server's memory for them, and whether it
 * still serves others. Each reconnects after it was cut.
 */
import { once, setMaxListeners } from 'node:events'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { NewEntry } from '../protocol/event.ts'
import { PAGE } from '../protocol/features/chat-view.ts'
import { PROTOCOL_VERSION } from '../protocol/wire.ts'
import { openSqliteLog } from '../server/log/sqlite/log.ts'
import { openLightSocket } from '../tests/support/light-socket.ts'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import { percentile, QUICK, report } from './support.ts'

const ATTACKERS = 10
const QUESTIONS_PER_SECOND = 27
const SECONDS = QUICK ? 10 : 44
const TALK = 'tour'
/** 105 KB per page. */
const TEXT = '🦊'.repeat(500)
const LAST = 2 * PAGE + 1

const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
await fillChat(join(data, 'lectern.db'))
const port = await freePort()
const program = await spawnProgram('slides/tour', port, '--data', data)
const end = new AbortController()
try {
  const honest = await openLightSocket(program.url, { talk: TALK, role: 'audience' }, () => {})
  const waits: number[] = []
  await sleep(2000)
  const before = await megabytes()
  let most = before
  let cuts = 0
  setMaxListeners(0, end.signal)
  const attacks = Array.from({ length: ATTACKERS }, () => attack(() => (cuts += 1)))
  const until = performance.now() + SECONDS * 1000
  while (performance.now() < until) {
    const asked = performance.now()
    await honest.call('probe', null)
    waits.push(performance.now() - asked)
    most = Math.max(most, await megabytes())
    await sleep(50)
  }
  end.abort()
  await Promise.all(attacks)
  waits.sort((a, b) => a - b)
  await report('not-reading', [
    { name: 'memory before (RSS)', value: before, unit: 'MB' },
    {
      name: `most of it more while ${ATTACKERS} ask and do not read, ${SECONDS} s`,
      value: most - before,
      unit: 'MB',
      limit: { most: 40 },
    },
    { name: 'connections that the server has cut', value: cuts, unit: '' },
    { name: 'round trip of another browser, 99 of 100', value: percentile(waits, 0.99), unit: 'ms' },
  ])
  honest.close()
} finally {
  await program.killHard()
  await rm(data, { recursive: true })
}

/** Requests without reading until the end, over as many connections as needed. */
async function attack(cut: () => void): Promise<void> {
  while (!end.signal.aborted) {
    const socket = new WebSocket(`${program.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    socket.on('error', () => socket.terminate())
    socket.once('message', () => {
      socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`)
      socket.pause()
    })
    const gone = once(socket, 'close').then(() => end.signal.aborted || cut())
    await Promise.race([once(socket, 'open'), gone])
    let number = 0
    const asking = setInterval(() => {
      number += 1
      socket.send(`42${number}["query",{"query":"chat/before","item":${LAST}}]`)
      // An unrequested pong, so that the server does not consider the connection lost.
      if (number % QUESTIONS_PER_SECOND === 0) socket.send('3')
    }, 1000 / QUESTIONS_PER_SECOND)
    await Promise.race([gone, new Promise((resolve) => end.signal.addEventListener('abort', resolve))])
    clearInterval(asking)
    socket.terminate()
  }
}

async function megabytes(): Promise<number> {
  const status = await readFile(`/proc/${program.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function fillChat(file: string): Promise<void> {
  const { log } = await openSqliteLog(file)
  const batch = Array.from({ length: 2 * PAGE }, (_, i): NewEntry => {
    return { at: i, by: 'guest-bench', id: `bench-say-${i}`, event: { type: 'chat/said', text: TEXT } }
  })
  await log.append(TALK, 0, batch)
  await log.close()
}
