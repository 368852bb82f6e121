/** What the benchmarks share: medians, a table, a JSON file, a Chromium. */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** One figure with the limit it must keep; a figure without a limit only informs. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit?: { most: number } | { least: number }
}

function kept({ value, limit }: Figure): boolean {
  if (!limit) return true
  return 'most' in limit ? value <= limit.most : value >= limit.least
}

/** Prints the figures, keeps them as JSON in `bench/results/`, and fails the process when a limit is broken. */
export async function report(bench: string, figures: Figure[]): Promise<void> {
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`
  console.log(`\n${bench} (${machine})`)
  for (const figure of figures) {
    const { name, value, unit, limit } = figure
    const bound = !limit ? '' : 'most' in limit ? `≤ ${limit.most}` : `≥ ${limit.least}`
    const mark = !limit ? ' ' : kept(figure) ? '✓' : '✗'
    console.log(`${mark} ${name.padEnd(52)} ${value.toFixed(1).padStart(10)} ${unit.padEnd(10)} ${bound}`)
  }
  await mkdir('bench/results', { recursive: true })
  await writeFile(`bench/results/${bench}.json`, JSON.stringify({ bench, machine, figures }, null, 2))
  if (!figures.every(kept)) process.exitCode = 1
}
