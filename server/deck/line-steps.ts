/** Parses `data-line-numbers="1|3-4|"`: which lines are highlighted in which step. */

interface Range {
  from: number
  to: number
}

/** One list of ranges per step; a step without ranges highlights every line. */
export function parseLineSteps(value: string): Range[][] {
  const steps = value.replace(/\s/g, '').split('|')
  return steps.map((step) => step.split(',').flatMap(parseRange))
}

function parseRange(text: string): Range[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? []
  return from ? [{ from: Number(from), to: Number(to ?? from) }] : []
}

/** For each line, the steps in which it is highlighted. */
export function litLines(steps: Range[][], lineCount: number): number[][] {
  const lit = steps.map((ranges) => {
    const lines = Array.from({ length: lineCount }, (_, i) =>
      ranges.some(({ from, to }) => i + 1 >= from && i + 1 <= to),
    )
    // reveal.js dims nothing if a step names no line that exists.
    return lines.includes(true) ? lines : lines.map(() => true)
  })
  return Array.from({ length: lineCount }, (_, i) => [...lit.keys()].filter((step) => lit[step]?.[i]))
}
