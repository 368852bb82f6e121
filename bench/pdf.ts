/** A PDF of 60 pages after a build: the time from the command to the first picture and to all, and their size. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import { median, QUICK, report } from './support.ts'
import { slidesPdf } from './slides-pdf.ts'

const ROUNDS = QUICK ? 1 : 3
const PAGES = 60

interface Round {
  firstMs: number
  allMs: number
  kilobytes: number
  againMs: number
}

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const rounds: Round[] = []
try {
  const file = join(folder, 'talk.pdf')
  await writeFile(file, await slidesPdf(PAGES))
  for (let round = 0; round < ROUNDS; round += 1) {
    const data = join(folder, `data${round}`)
    const cold = await measure(file, data)
    const warm = await measure(file, data)
    rounds.push({ ...cold, againMs: warm.allMs })
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const of = (name: keyof Round): number => median(rounds.map((round) => round[name]))
await report('pdf', [
  { name: 'command to the first picture, median', value: of('firstMs'), unit: 'ms', limit: { most: 3000 } },
  { name: 'command to all 60 pictures, median', value: of('allMs'), unit: 'ms', limit: { most: 10_000 } },
  {
    name: 'command to all 60 pictures, second start',
    value: of('againMs'),
    unit: 'ms',
    limit: { most: 3000 },
  },
  { name: 'a picture, mean', value: of('kilobytes') / PAGES, unit: 'KB', limit: { most: 100 } },
])

async function measure(file: string, data: string): Promise<Omit<Round, 'againMs'>> {
  const started = performance.now()
  const program = await spawnProgram(file, await freePort(), '--data', data)
  try {
    const html = await (await fetch(`${program.url}/talk/slides.html`)).text()
    const names = [...html.matchAll(/<img data-src="(page-[^"]+)"/g)].map(([, name]) => name ?? '')
    if (names.length !== PAGES) throw new Error(`There are ${names.length} pictures.`)
    const load = async (name: string): Promise<number> =>
      (await (await fetch(`${program.url}/talk/${name}`)).arrayBuffer()).byteLength
    await load(names[0] ?? '')
    const firstMs = performance.now() - started
    const sizes = await Promise.all(names.map(load))
    const allMs = performance.now() - started
    return { firstMs, allMs, kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1000 }
  } finally {
    await program.killHard()
  }
}
