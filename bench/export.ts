/** Exports of a talk with 300 slides and 100,000 entries (10,000 with `--quick`): time, memory, size. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewEntry } from '../protocol/event.ts'
import { openSqliteLog } from '../server/log/sqlite/log.ts'
import { longOutline, longTalk } from './long-talk.ts'
import { median, QUICK, report, type Figure } from './support.ts'

const SLIDES = 300
const ENTRIES = QUICK ? 10_000 : 100_000
const ROUNDS = QUICK ? 1 : 3
const BATCH = 500

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const outline = longOutline(SLIDES)
const deck = join(folder, 'long.md')
const steps = '\n\n- One <!-- .element: class="fragment" -->\n- Two <!-- .element: class="fragment" -->\n'
await writeFile(
  deck,
  outline.map(({ id, title }) => `<!-- .slide: id="${id}" -->\n## ${title}${steps}`).join('\n---\n\n'),
)
const { log } = await openSqliteLog(join(folder, 'lectern.db'))
let batch: NewEntry[] = []
let stored = 0
for (const entry of longTalk(outline, ENTRIES)) {
  batch.push(entry)
  if (batch.length < BATCH && stored + batch.length < ENTRIES) continue
  await log.append('long', stored, batch)
  stored += batch.length
  batch = []
}
await log.close()

const figures: Figure[] = []
for (const [format, limits] of [
  ['html', { ms: 15_000, megabytes: 600 }],
  ['csv', { ms: 15_000, megabytes: 600 }],
  ['json', { ms: 15_000, megabytes: 600 }],
  ['replay', { ms: 30_000, megabytes: 800 }],
] as const) {
  const rounds: Awaited<ReturnType<typeof measure>>[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(format))
  const of = (name: 'ms' | 'megabytes'): number => median(rounds.map((each) => each[name]))
  figures.push(
    { name: `${format}: start to exit, median`, value: of('ms'), unit: 'ms', limit: { most: limits.ms } },
    {
      name: `${format}: memory at most, median`,
      value: of('megabytes'),
      unit: 'MB',
      limit: { most: limits.megabytes },
    },
    { name: `${format}: size`, value: (rounds[0]?.bytes ?? NaN) / 1024, unit: 'KB' },
  )
}
await rm(folder, { recursive: true })
await report('export', figures)

/** The memory is the process's own record of its highest. */
async function measure(format: string): Promise<{ ms: number; megabytes: number; bytes: number }> {
  const out = join(folder, 'exported')
  const peak = `process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))`
  const watch = `data:text/javascript,${encodeURIComponent(peak)}`
  const args = [
    '--import',
    watch,
    'dist/server/cli.js',
    'export',
    deck,
    `--${format}`,
    '--data',
    folder,
    '--out',
    out,
  ]
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  const ms = performance.now() - began
  if (code !== 0) throw new Error(`The export failed: ${said}`)
  return { ms, megabytes: Number(said) / 1024, bytes: (await stat(out)).size }
}
