/** Attacks through an open connection: packets that crash, accumulate, expand or flood. */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { PROTOCOL_VERSION, type Ack, type Calls } from '../../protocol/wire.ts'
import { bystanders, logLength, pollingSession, rawGuest, rawSocket } from '../support/attacker.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { join, participantCookie } from '../support/people.ts'
import { frameOf, OP, openRawLine } from '../support/raw-line.ts'
import { startServer } from '../support/server.ts'

const KEY = 'the-key-for-the-fragments'

/** Every call that exists: a new one without a row here does not compile. */
const CALLS: Record<keyof Calls, unknown> = {
  intent: { id: 'attack-intent-1', type: 'position/next', from: { h: 0, v: 0, f: -1 } },
  probe: null,
  subscribe: { channel: 'chat', on: true },
  query: { query: 'chat/me' },
}
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const PAYLOADS: Record<string, string[]> = {
  'nothing at all': [''],
  null: [',null', ',null,null'],
  'a wrong type': [',42', ',"x"', ',true', ',[]', ',{}', ',1e999', ',-0', ',NaN'],
  'an acknowledgement that is no function': [',{},{}', ',null,"ack"', ',null,{"call":1}'],
  'a poisoned prototype': [
    ',{"__proto__":{"polluted":1}}',
    ',{"constructor":{"prototype":{"polluted":1}}}',
    ',{"id":"attack-intent-2","type":"__proto__"}',
    ',{"id":"attack-intent-3","type":"constructor"}',
    ',{"topic":"__proto__","on":true}',
    ',{"ask":"toString"}',
  ],
  'a length that is a lie': [
    ',{"length":1e9}',
    ',{"id":"attack-intent-4","type":"chat/say","text":{"length":1e9}}',
  ],
  'eight thousand levels': [`,${deep(8000)}`],
}

test.each(Object.keys(PAYLOADS))(
  '[G4] [AT8] every call with %s: it is answered or its connection ends, and nobody else is affected',
  async (what) => {
    const server = await startServer()
    const { fine } = await bystanders(server)
    const before = await logLength(server)
    for (const name of [
      ...Object.keys(CALLS),
      'disconnect',
      'connect_error',
      'error',
      '__proto__',
      'newListener',
    ]) {
      for (const payload of PAYLOADS[what] ?? []) {
        const { socket, closed, heard } = await rawGuest(server)
        const answered = new Promise((resolve) => socket.on('message', () => resolve('answered')))
        socket.send(`42["${name}"${payload}]`)
        socket.send(`427["${name}"${payload}]`)
        socket.send('428["probe",null]')
        await Promise.race([closed, answered])
        expect(heard.join('')).not.toContain('internal')
        socket.terminate()
      }
    }
    expect(await logLength(server)).toBe(before)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    await fine()
  },
)

test('[S7] [AT8] two hundred thousand levels do not fit into a message', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const { socket, closed } = await rawGuest(server)
  socket.send(`42["intent",${deep(200_000)}]`)
  await closed
  await fine()
})

/** Kilobytes of a process's memory. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const [, kb] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb)
}

test('[S7] [AT11] a hundred connections with sixteen thousand fragments each are cut, and their memory is freed', async () => {
  const { url, child } = await startProgram(DECK, 0, '--memory', '--key', KEY)
  const more = frameOf({ opcode: OP.continuation, payload: 'x', fin: false })
  const fragments = Buffer.concat([frameOf({ payload: 'x', fin: false }), ...Array(15_999).fill(more)])
  const { fine } = await bystanders({ url, key: KEY })
  const { port } = new URL(url)
  const bomb = async (): Promise<void> => {
    const line = await openRawLine({ port: Number(port), headers: { origin: url } })
    line.write(fragments)
    await line.closed
  }
  // The memory for the first connections is not caused by the attack.
  await Promise.all(Array.from({ length: 10 }, bomb))
  const before = await memoryOf(child.pid)
  for (let group = 0; group < 9; group += 1) await Promise.all(Array.from({ length: 10 }, bomb))
  expect((await memoryOf(child.pid)) - before).toBeLessThan(20_000)
  expect(child.exitCode).toBeNull()
  await fine()
})

test('[AT12] nothing is decompressed without limit: no compressed WebSocket, and no compressed body past its limit', async () => {
  const server = await startServer()
  const socket = rawSocket(server, { perMessageDeflate: true })
  await new Promise((resolve) => socket.on('open', resolve))
  expect(socket.extensions).toBe('')
  const bomb = gzipSync(Buffer.alloc(20_000_000, 'x'))
  expect(bomb.length).toBeLessThan(32_000)
  const refused = await fetch(`${server.url}/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: bomb,
  })
  expect(refused.status).toBe(413)
  const hidden = gzipSync(JSON.stringify({ key: 'x'.repeat(17_000) }))
  expect(hidden.length).toBeLessThan(200)
  const small = await fetch(`${server.url}/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: hidden,
  })
  expect(small.status).toBe(413)
})

test('[S15] [AT13] a body of a megabyte is refused; of thousands of packets in one body at most 64 count, and its session ends', async () => {
  const server = await startServer()
  const { follower, fine } = await bystanders(server)
  const session = await pollingSession(server)
  expect((await session.post('x'.repeat(1_000_000)).catch(() => ({ status: 413 }))).status).toBe(413)

  const other = await pollingSession(server)
  await other.post(`40{"protocol":${PROTOCOL_VERSION},"talk":"${TALK}","role":"audience"}`)
  await other.poll()
  let pings = 0
  let browsers = 0
  const heard = new Set<() => void>()
  const counted = (wanted: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => void (browsers === wanted && resolve())
      heard.add(check)
      check()
    })
  follower.listen('room', (room) => {
    browsers = room.browsers
    pings += room.pings
    for (const check of heard) check()
  })
  await counted(3)
  const many = Array.from({ length: 1000 }, () => '42["probe"]').join('\x1e')
  expect(many.length).toBeLessThan(16 * 1024)
  await other.post(many).catch(() => undefined)
  expect((await other.poll()).status).toBe(400)
  // When the headcount changes, every earlier round trip has been counted.
  await counted(2)
  expect(pings).toBeLessThanOrEqual(64)
  await fine()
})

test('[S15] [AT14] a connection that floods is cut at once; quiet ones are not affected, and the log hardly grows', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const quiet = await Promise.all(Array.from({ length: 50 }, () => join(server, 'audience')))
  const before = await logLength(server)
  const cookie = await participantCookie(server, '/pair')
  const { socket, closed } = await rawGuest(server, { cookie })
  let sent = 0
  const flood = (): void => {
    for (let i = 0; i < 1000 && socket.readyState === socket.OPEN; i += 1)
      socket.send(`42["intent",{"id":"flood-intent-${sent++}","type":"chat/say","text":"flood"}]`)
    if (socket.readyState === socket.OPEN) setImmediate(flood)
  }
  flood()
  await closed
  // Five messages at once is what a person may write (rule E14).
  expect((await logLength(server)) - before).toBeLessThanOrEqual(5)
  expect(quiet.every((person) => person.socket.connected)).toBe(true)
  await fine()
})

test('[S15] [AT14] a flood of pings below the packets is cut, too', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const { socket, closed } = await rawGuest(server)
  const flood = (): void => {
    for (let i = 0; i < 500 && socket.readyState === socket.OPEN; i += 1) socket.ping()
    if (socket.readyState === socket.OPEN) setImmediate(flood)
  }
  flood()
  await closed
  await fine()
})

test('[S15] [AT14] a connection slightly over the rate gets the time to wait, and is not cut', async () => {
  const server = await startServer()
  const person = await join(server, 'audience')
  const ask = (): Promise<Ack> => person.query<Ack>({ query: 'chat/me' })
  const answers: Ack[] = []
  for (let batch = 0; batch < 3; batch += 1)
    answers.push(...(await Promise.all(Array.from({ length: 50 }, ask))))
  const refused = answers.flatMap((answer) => ('refusal' in answer ? [answer.refusal] : []))
  expect(refused.length).toBeGreaterThan(0)
  for (const each of refused)
    expect(each).toEqual({ code: 'rate-limited', retry: true, retryAfterMs: expect.any(Number) })
  expect(person.socket.connected).toBe(true)
})
