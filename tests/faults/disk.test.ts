/** F23 to F25: the disk is full, fails to sync, or has damaged the file. Mounting and tracing need Linux and root. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, truncateSync, unlinkSync } from 'node:fs'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { loadSqlite } from '../../server/log/sqlite/driver.ts'
import { longEntries } from '../support/long-entries.ts'
import { temporaryFolder } from '../support/server.ts'
import { fill, smallDisk } from '../support/small-disk.ts'
import { TALK, type Follower } from './follower.ts'
import { startRig, type Rig } from './rig.ts'
import { createLedger, record, type Ledger } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })
const goto = (h: number) => ({ type: 'position/goto', to: at(h) })
const FAILED = /The log did not take a batch|The snapshot could not/

interface Hall {
  rig: Rig
  driver: Follower
  crowd: Follower[]
  ledger: Ledger
}

async function hall(options: Parameters<typeof startRig>[0]): Promise<Hall> {
  const rig = await startRig(options)
  const driver = await rig.present()
  const crowd = await rig.crowd(20, { chat: true })
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(1))).toBe(true)
  return { rig, driver, crowd, ledger }
}

/** Moves until a move is shown but not stored; returns the slide that it led to. */
async function untilUnsaved({ driver, ledger }: Hall): Promise<number> {
  for (let h = 2; h < 58; h++) {
    expect(await record(ledger, driver, goto(h))).toBe(true)
    if (ledger.unsaved.size > 0) return h
  }
  throw new Error('Every move was stored.')
}

const showing = (h: number) => (each: Follower) => each.view.position?.h === h

test('[F23] full disk: slides move, marked as not saved; the chat is refused; everything is stored within 5 s once there is space', async () => {
  const data = await smallDisk()
  const all = await hall({ data })
  const { rig, driver, crowd, ledger } = all
  const free = fill(data)
  const h = await untilUnsaved(all)
  await Promise.all(crowd.map((each) => each.until(showing(h), undefined, 'the unsaved slide')))
  await driver.until(({ saved }) => !saved, undefined, 'the word that nothing is saved')
  const [writer] = crowd as [Follower]
  expect(await writer.send({ type: 'chat/say', text: 'not now' })).toMatchObject({
    refusal: { code: 'unavailable', retry: true },
  })
  // A newcomer sees the current slide.
  const late = await rig.crowd(1)
  expect(late[0]?.view.position?.h).toBe(h)
  free()
  await driver.until(({ saved }) => saved, undefined, 'the word that all is saved')
  expect(await record(ledger, writer, { type: 'chat/say', text: 'now' })).toBe(true)
  const { entries, state } = await universalCheck(rig, {
    followers: [driver, ...crowd, ...late],
    ledger,
    expected: FAILED,
  })
  expect(state.position.h).toBe(h)
  const stored = new Set(entries.map(({ id }) => id))
  for (const id of ledger.unsaved) expect(stored).toContain(id)
})

test('[F35] a start on a full disk: the talk begins, says that it is not saved, and is saved once there is space', async () => {
  const data = await smallDisk()
  const free = fill(data)
  const rig = await startRig({ data })
  await expect
    .poll(() => rig.program.said())
    .toContain('The disk is full: nothing is saved until there is space on it.')
  const driver = await rig.present()
  const crowd = await rig.crowd(5)
  await driver.until(({ saved }) => !saved)
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(3))).toBe(true)
  expect(ledger.unsaved.size).toBe(1)
  await Promise.all(crowd.map((each) => each.until(showing(3))))
  free()
  await driver.until(({ saved }) => saved)
  expect(await record(ledger, driver, goto(4))).toBe(true)
  expect(ledger.unsaved.size).toBe(1)
  for (const name of ['participant-secret', 'pairing-secret'])
    await vi.waitFor(() => expect(readdirSync(data)).toContain(name), 10_000)
  expect(readdirSync(data).filter((name) => /-secret\..+/.test(name))).toEqual([])
  const { epoch } = driver
  await rig.stop()
  await rig.start()
  await driver.until(({ live, view }) => live && view.position?.h === 4)
  expect(driver.epoch).toBe(epoch)
  const { state } = await universalCheck(rig, { followers: [driver], ledger, expected: FAILED })
  expect(state.position.h).toBe(4)
})

test.each(['closed well', 'killed'])(
  '[F35] the disk filled up after the server was %s: the talk continues where it was, not saved until there is space',
  async (how) => {
    const data = await smallDisk()
    const rig = await startRig({ data })
    const driver = await rig.present()
    const ledger = createLedger()
    expect(await record(ledger, driver, goto(7))).toBe(true)
    const { epoch } = driver
    await (how === 'killed' ? rig.kill() : rig.stop())
    const free = fill(data)
    await rig.start()
    await driver.until(({ live, saved, view }) => live && !saved && view.position?.h === 7)
    await expect.poll(() => rig.program.said()).toContain('nothing is saved until there is space')
    expect(await record(ledger, driver, goto(8))).toBe(true)
    expect(ledger.unsaved.size).toBe(1)
    free()
    await driver.until(({ saved }) => saved)
    expect(driver.epoch).toBe(epoch)
    const { state } = await universalCheck(rig, { followers: [driver], ledger, expected: FAILED })
    expect(state.position.h).toBe(8)
  },
)

/** From now on these system calls of the program fail, as in `strace -e inject`; resolves with the undo. */
async function failing(rig: Rig, calls: string, how: string): Promise<() => Promise<void>> {
  const pid = String(rig.program.child.pid)
  const args = ['-f', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${how}`, '-p', pid]
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(tracer, 'exit')
  const stop = async (): Promise<void> => {
    tracer.kill('SIGINT')
    await ended
  }
  onTestFinished(stop)
  for await (const words of tracer.stderr) if (String(words).includes('attached')) return stop
  throw new Error('strace did not attach.')
}

test.each([1, 2, 5])(
  '[F23] no space from write %i on: the same result, at any point of a write',
  async (k) => {
    const all = await hall({})
    const { rig, driver, crowd, ledger } = all
    const free = await failing(rig, 'pwrite64', `error=ENOSPC:when=${k}+`)
    const h = await untilUnsaved(all)
    await Promise.all(crowd.map((each) => each.until(showing(h))))
    await driver.until(({ saved }) => !saved, undefined, 'the word that nothing is saved')
    await free()
    await driver.until(({ saved }) => saved, undefined, 'the word that all is saved')
    const { state } = await universalCheck(rig, { followers: [driver, ...crowd], ledger, expected: FAILED })
    expect(state.position.h).toBe(h)
  },
)

test.each([
  ['once', 'when=1'],
  ['again and again', 'when=1..4'],
])(
  '[F24] a sync fails %s: not acknowledged as saved, and stored once the disk has been verified',
  async (_how, when) => {
    const all = await hall({})
    const { rig, driver, crowd, ledger } = all
    await failing(rig, 'fdatasync,fsync', `error=EIO:${when}`)
    expect(await untilUnsaved(all)).toBe(2)
    await Promise.all(crowd.map((each) => each.until(showing(2))))
    await driver.until(({ saved }) => !saved, undefined, 'the word that nothing is saved')
    await driver.until(({ saved }) => saved, undefined, 'the word that all is saved')
    expect(await record(ledger, driver, goto(3))).toBe(true)
    expect(ledger.unsaved.size).toBe(1)
    const { state } = await universalCheck(rig, { followers: [driver, ...crowd], ledger, expected: FAILED })
    expect(state.position.h).toBe(3)
  },
)

const DAMAGES: Record<string, (file: string) => void | Promise<void>> = {
  'the last 8 KB cut off': (file) => truncateSync(file, readFileSync(file).length - 8192),
  'four bytes flipped in page 3': (file) => overwrite(file, 4096 * 2 + 4, 4),
  'a garbage header': (file) => overwrite(file, 0, 100),
  'the write-ahead log deleted': (file) => unlinkSync(`${file}-wal`),
  'the database deleted, its write-ahead log left': (file) => unlinkSync(file),
  'nothing but 0 bytes, and the write-ahead log': (file) => truncateSync(file, 0),
}

async function overwrite(file: string, from: number, bytes: number): Promise<void> {
  const content = readFileSync(file)
  content.fill(0xa5, from, from + bytes)
  await writeFile(file, content)
}

/** The files after a power cut: 40 moves merged into the file, one more in the write-ahead log. */
async function makeLeftovers(): Promise<{ folder: string; epoch: string }> {
  const rig = await startRig()
  const driver = await rig.present()
  const ledger = createLedger()
  for (let h = 1; h <= 40; h++) expect(await record(ledger, driver, goto(h))).toBe(true)
  await rig.stop()
  await rig.start()
  await driver.until(({ live, count }) => live && count.connections === 2)
  expect(await record(ledger, driver, goto(41))).toBe(true)
  await rig.kill()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-leftovers-'))
  // The socket file of a killed server cannot be copied.
  await cp(rig.data, folder, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  return { folder, epoch: driver.epoch ?? '' }
}
let leftovers: ReturnType<typeof makeLeftovers> | undefined
afterAll(async () => {
  if (leftovers) await rm((await leftovers).folder, { recursive: true })
})

test.each(Object.entries(DAMAGES))(
  '[F25] %s: starts on the last known slide, keeps the damaged file, and has a new epoch',
  async (what, damage) => {
    const { folder, epoch } = await (leftovers ??= makeLeftovers())
    const data = await temporaryFolder()
    await cp(folder, data, { recursive: true })
    await damage(join(data, 'lectern.db'))
    const rig = await startRig({ data })
    const driver = await rig.present()
    const crowd = await rig.crowd(5, { chat: true })
    expect(driver.epoch).not.toBe(epoch)
    // Without its write-ahead log, an intact file ends at its last checkpoint.
    const isSound = what === 'the write-ahead log deleted'
    for (const each of crowd) expect(each.view.position).toEqual(at(isSound ? 40 : 41))
    const kept = readdirSync(data).filter((name) => name.startsWith('lectern.db.broken-'))
    expect(kept.length > 0).toBe(!isSound)
    if (!isSound) {
      await expect.poll(() => rig.program.said()).toContain('The saved talk was damaged')
      expect(rig.program.errors()).toContain('The database was damaged')
    }
    const ledger = createLedger()
    // A different phone than before: it takes over.
    await record(ledger, driver, { type: 'driver/take' })
    expect(await record(ledger, driver, goto(2))).toBe(true)
    expect(await record(ledger, crowd[0]!, { type: 'chat/say', text: 'still here' })).toBe(true)
    await universalCheck(rig, { followers: [driver, ...crowd], ledger, expected: /The database was damaged/ })
  },
)

test('[F32] one bad page in a file over 64 MiB: starts on the last slide, keeps the damaged file, has a new epoch, and reports the counts', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(5))).toBe(true)
  const { epoch } = driver
  await rig.stop()
  const file = join(rig.data, 'lectern.db')
  const { DatabaseSync } = await loadSqlite()
  const db = new DatabaseSync(file)
  db.exec(longEntries(TALK))
  db.close()
  await overwrite(file, 4096 * 9000, 4096)
  await rig.start()
  await expect
    .poll(() => rig.program.said())
    .toMatch(/The saved talk was damaged\. .*\d+ of its entries were recovered, 1 could not be read/)
  expect(readdirSync(rig.data).filter((name) => name.startsWith('lectern.db.broken-')).length).toBe(1)
  await driver.until(({ live, view }) => live && view.position?.h === 5)
  expect(driver.epoch).not.toBe(epoch)
  expect(await record(ledger, driver, goto(6))).toBe(true)
}, 120_000)

test('[F25] no database at all: a new talk begins, and no damage is reported', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const { epoch } = driver
  await rig.stop()
  // Only the talks are gone: without the keys every phone would have to be paired again.
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(rig.data, `lectern.db${suffix}`), { force: true })
  await rig.start()
  await driver.until((one) => one.live && one.epoch !== epoch)
  await universalCheck(rig, { followers: [driver], ledger: createLedger() })
})
