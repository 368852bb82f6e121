/** Separates Markdown from the code in it. */

/** A line that opens or closes a block of code. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** Calls `change` with each run of lines that is not in a block of code; blocks stay as they are. */
export function outsideBlocks(text: string, change: (lines: string) => string): string {
  const done: string[] = []
  let run: string[] = []
  const flush = (): void => {
    if (run.length > 0) done.push(change(run.join('\n')))
    run = []
  }
  let fence: string | null = null
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line)?.[1]
    if (fence !== null) {
      done.push(line)
      if (mark && mark.startsWith(fence) && line.trim() === mark) fence = null
    } else if (mark) {
      flush()
      fence = mark
      done.push(line)
    } else run.push(line)
  }
  flush()
  return done.join('\n')
}

/** As {@link outsideBlocks}, and not within a line's `code` or a comment. */
export function outsideCode(text: string, change: (piece: string) => string): string {
  return outsideBlocks(text, (lines) =>
    lines
      .split(/((?<!`)(`{1,3})(?!`)[^`\n]{1,2000}\2(?!`)|<!--[\s\S]*?-->)/)
      .map((piece, i) => (i % 3 === 0 ? change(piece) : i % 3 === 1 ? piece : ''))
      .join(''),
  )
}

/** The text without its code. */
export function withoutCode(text: string): string {
  let found = ''
  outsideBlocks(text, (lines) => {
    found += `${lines.replaceAll(/(?<!`)(`{1,3})(?!`)[^`\n]{1,2000}\1(?!`)/g, '')}\n`
    return lines
  })
  return found
}
