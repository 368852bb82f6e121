/** Shared by the benches: medians, a table, a JSON file, a Chromium. */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'

/** `--quick`: fewer rounds, to check that everything works and no figure is far off. */
export const QUICK = process.argv.includes('--quick')

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** For sorted values: the value below which this share lies. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** A figure with its limit; a figure without a limit is only reported. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit?: { most: number } | { least: number }
  /** The same figure of other programs, measured in the same run. */
  peers?: Peer[]
}

export interface Peer {
  name: string
  value: number
  /** Our limit: so many times this peer's figure, plus a constant. */
  atMost?: { times: number; plus?: number } | undefined
}

function keepsLimit({ value, limit }: Figure): boolean {
  if (!limit) return true
  return 'most' in limit ? value <= limit.most : value >= limit.least
}

function boundBy({ value, atMost }: Peer): number {
  return atMost ? atMost.times * value + (atMost.plus ?? 0) : Infinity
}

function kept(figure: Figure): boolean {
  return keepsLimit(figure) && (figure.peers ?? []).every((peer) => figure.value <= boundBy(peer))
}

function print(figure: Figure): void {
  const { name, value, unit, limit, peers = [] } = figure
  const bound = !limit ? '' : 'most' in limit ? `≤ ${limit.most}` : `≥ ${limit.least}`
  const mark = !limit ? ' ' : keepsLimit(figure) ? '✓' : '✗'
  console.log(`${mark} ${name.padEnd(54)} ${digits(value).padStart(9)} ${unit.padEnd(9)} ${bound}`.trimEnd())
  for (const peer of peers) {
    const { atMost } = peer
    const must = !atMost
      ? ''
      : `≤ ${atMost.times} ×${atMost.plus === undefined ? '' : ` + ${digits(atMost.plus)}`} = ${digits(boundBy(peer))}`
    const sign = !atMost ? ' ' : value <= boundBy(peer) ? '✓' : '✗'
    const ratio = peer.value === 0 ? '–' : (value / peer.value).toFixed(2)
    console.log(
      `    ${sign} ${ratio.padStart(6)} × ${peer.name.padEnd(42)} ${digits(peer.value).padStart(9)} ${unit.padEnd(9)} ${must}`.trimEnd(),
    )
  }
}

function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

/** The machine on which the figures were measured. */
export function machine(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`
}

/** Prints the figures, stores them as JSON in `bench/results/`, and fails the process if a limit is exceeded. */
export async function report(bench: string, figures: Figure[], raw?: unknown): Promise<void> {
  console.log(`\n${bench} (${machine()})`)
  for (const figure of figures) print(figure)
  await mkdir('bench/results', { recursive: true })
  const judged = figures.map((figure) => ({ ...figure, kept: kept(figure) }))
  await writeFile(
    `bench/results/${bench}.json`,
    JSON.stringify(
      { bench, machine: machine(), at: new Date().toISOString(), figures: judged, raw },
      null,
      2,
    ),
  )
  if (!figures.every(kept)) process.exitCode = 1
}
