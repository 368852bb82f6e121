/** Sends malformed messages, generated from a seed, to a real server, and checks that it is not affected. */
import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, vi } from 'vitest'
import { bystanders } from '../support/attacker.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { freePort } from '../support/program.ts'
import { frameOf, openRawLine, OP, type RawLine } from '../support/raw-line.ts'
import { temporaryFolder } from '../support/server.ts'
import { CORPUS, createDice, HELLO, wrongBytes, wrongCall, wrongPacket, type Dice } from './mutate.ts'

const KEY = 'the-key-of-the-fuzzer'
/** Connections at once. */
const WORKERS = 12
/** Calls per connection, below the limits on payload and rate, so that each is read. */
const CALLS = 48
/** An answer to this proves that everything before it was read. */
const PROBE = frameOf({ payload: '429999["probe",null]' })
const isAnswer = ({ opcode, payload }: { opcode: number; payload: Buffer }): boolean =>
  opcode === OP.text && payload.toString('latin1').startsWith('439999')
const isGreeting = ({ payload }: { payload: Buffer }): boolean =>
  payload.toString('latin1').startsWith('42["patch"')

export interface FuzzReport {
  sent: number
  lines: number
  /** Kilobytes of the server before and after, both with only the bystanders connected. */
  memory: [before: number, after: number]
}

/** Fails if the process ends, logs a defect, leaves a connection without an answer, or affects a bystander. */
export async function fuzz(seed: number, wrongs: number): Promise<FuzzReport> {
  const data = await temporaryFolder()
  const port = await freePort()
  // A small young generation is collected often, so that the measured memory is what is kept.
  vi.stubEnv('NODE_OPTIONS', '--max-semi-space-size=4')
  // On a busy machine it warns that its event loop was blocked; a defect is an error.
  vi.stubEnv('LECTERN_LOG', 'error')
  const program = await startProgram(DECK, port, '--data', data, '--key', KEY)
  vi.unstubAllEnvs()
  const place = { url: program.url, key: KEY }
  const people = await bystanders(place)
  let errors = ''
  program.child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const guest = await participantCookie(place, `/${TALK}/`)
  const phone = await pairedCookie(place)
  let cases = 0
  const report: FuzzReport = { sent: 0, lines: 0, memory: [0, 0] }
  /** The last message, for debugging. */
  const recent: (string | Buffer)[] = []
  const open = new Set<RawLine>()
  onTestFinished(() => {
    for (const line of open) line.destroy()
  })

  function note(wrong: string | Buffer): typeof wrong {
    report.sent += 1
    recent.push(wrong)
    if (recent.length > 200) recent.shift()
    return wrong
  }

  /** The handshake rate is limited (rule G13), so refused connections retry. */
  async function arrive(headers: Record<string, string>): Promise<RawLine> {
    for (;;) {
      const line = await openRawLine({ port, headers }).catch((error: Error) => {
        if (!error.message.includes(' 503 ')) throw error
        return null
      })
      if (line) {
        report.lines += 1
        return line
      }
      // A client that gets Retry-After waits before it retries.
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  async function enter(role: 'audience' | 'presenter' | 'stage'): Promise<RawLine> {
    // Without one, a stage is refused when a message has closed the room.
    const cookie = { audience: guest, presenter: phone, stage: guest }[role]
    const headers = { Origin: program.url, Cookie: cookie }
    const line = await arrive(headers)
    open.add(line)
    void line.closed.then(() => open.delete(line))
    line.write(frameOf({ payload: HELLO(role) }))
    expect(await line.next(isGreeting), `a ${role} was not greeted`).not.toBeNull()
    return line
  }

  /** Every connection must get an answer or be closed. Silence would mean a blocked event loop. */
  async function settle(line: RawLine): Promise<void> {
    line.write(PROBE)
    await line.next(isAnswer)
    await line.finish()
  }

  async function calls(dice: Dice): Promise<void> {
    const line = await enter(dice.pick(['audience', 'presenter', 'stage'] as const))
    for (let i = 0; i < CALLS; i += 1) line.write(frameOf({ payload: String(note(wrongCall(dice))) }))
    await settle(line)
  }
  async function packet(text: string): Promise<void> {
    const line = await enter('audience')
    line.write(frameOf({ payload: String(note(text)) }))
    await settle(line)
  }
  async function bytes(dice: Dice): Promise<void> {
    const line = await enter('audience')
    line.write(note(wrongBytes(dice)))
    await line.finish()
  }
  async function firstWords(dice: Dice): Promise<void> {
    const line = await arrive({ Origin: program.url })
    line.write(frameOf({ payload: String(note(wrongPacket(dice))) }))
    await line.finish()
  }
  const payload = (dice: Dice): Promise<void> => post(wrongPacket(dice), wrongPacket(dice), wrongPacket(dice))
  async function post(...texts: string[]): Promise<void> {
    const headers = { 'x-lectern': '1' }
    const address = `${program.url}/socket.io/?EIO=4&transport=polling`
    const opened = await (await fetch(address, { headers })).text()
    const sid = /"sid":"([^"]+)"/.exec(opened)?.[1] ?? ''
    const body = [HELLO('audience'), ...texts.map(note)].join('\x1e')
    // A reset counts as an answer; silence does not.
    const signal = AbortSignal.timeout(20_000)
    const asked = fetch(`${address}&sid=${sid}`, { method: 'POST', body, headers, signal })
    await asked.catch((error: Error) => {
      if (error.name === 'TimeoutError') throw error
    })
  }

  function one(turn: Dice): Promise<void> {
    const kind = turn.roll(16)
    if (kind < 6) return packet(wrongPacket(turn))
    if (kind < 10) return bytes(turn)
    if (kind < 12) return firstWords(turn)
    if (kind < 14) return payload(turn)
    return calls(turn)
  }

  async function throwAll(until: number): Promise<void> {
    const worker = async (): Promise<void> => {
      // Each has its own random numbers, so that the messages do not depend on the timing.
      while (report.sent < until) await one(createDice(seed + cases++))
    }
    await Promise.all(Array.from({ length: WORKERS }, worker))
  }

  try {
    for (const text of CORPUS) await packet(text)
    for (const text of CORPUS) await post(text)
    // The memory for the first connections of a new server is not a leak.
    await throwAll(Math.max(report.sent, wrongs / 5))
    report.memory[0] = await memoryAtRest(program.child.pid, open)
    await throwAll(wrongs)
    report.memory[1] = await memoryAtRest(program.child.pid, open)
    expect(program.child.exitCode).toBeNull()
    expect(errors).toBe('')
    // The fuzzing has moved and ended the talk, and more; the presenter resets it.
    for (const type of ['talk/reopen', 'driver/take'] as const)
      expect(await people.presenter.send({ id: newIntentId(), type })).toMatchObject({ ok: true })
    await people.fine()
  } catch (cause) {
    const last = recent
      .slice(-20)
      .map((each) => (typeof each === 'string' ? each.slice(0, 300) : each.toString('hex')))
    throw new Error(`Seed ${seed}, after ${report.sent}: ${JSON.stringify(last)} ${errors}`, { cause })
  }
  return report
}

/** Resolves when the last connection has ended. */
async function memoryAtRest(pid: number | undefined, open: Set<RawLine>): Promise<number> {
  await Promise.all([...open].map(({ closed }) => closed))
  const [, kb] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb)
}
