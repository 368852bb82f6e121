/** Rewrites a Mermaid flowchart for the renderer, which needs spaces around arrows and one statement on a line. */

/** Statements about looks and clicks. The drawing has the theme's colours, and nothing in it can be clicked. */
const LOOKS = /^(?:style|classDef|class|linkStyle|click|accTitle|accDescr|direction)\b/
/** Text that is no arrow: quoted, or in the brackets of a node, or between bars. */
const QUOTED =
  /"[^"\n]{0,1000}"|\[[^\]\n]{0,1000}\]+|\([^)\n]{0,1000}\)+|\{[^}\n]{0,1000}\}+|\|[^|\n]{0,1000}\|/g
const ARROW = /\s*(?:(<|o(?=--|==|-\.)|x(?=--|==|-\.))?(?:-\.+-|={2,}|-{2,}))(?:\s*>|[ox](?=\s|$|[A-Z]))?\s*/g
const WITH_TEXT = /\s*(<?)(--|==|-\.)\s+([^-=|>\n"[\](){}]{1,200}?)\s*(?:-{2,}|={2,}|\.+-)(>?)\s*/g

export interface Flowchart {
  source: string
  /** How many arrows it has; the renderer leaves out what it cannot read. */
  arrows: number
}

export function flowchart(text: string): Flowchart {
  const lines: string[] = []
  let arrows = 0
  for (const [i, line] of statements(text).entries()) {
    if (i === 0) lines.push(line.replace(/^(graph|flowchart)\s*$/, '$1 TD').replace(/-elk\b/, ''))
    else if (/^direction\s/.test(line)) lines.push(line)
    else if (!LOOKS.test(line)) {
      const { text: spaced, count } = spaceArrows(line.replaceAll(/:::[\w-]+/g, ''))
      arrows += count
      lines.push(spaced)
    }
  }
  return { source: lines.join('\n'), arrows }
}

function statements(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*%%/.test(line))
    .flatMap((line) => masked(line, (plain) => plain.replaceAll(';', '\n')).split('\n'))
    .map((line) => line.trim())
    .filter(Boolean)
}

function spaceArrows(line: string): { text: string; count: number } {
  let count = 0
  const text = masked(line, (plain) => {
    const barred = plain.replaceAll(
      WITH_TEXT,
      (_raw, back: string, kind: string, words: string, head: string) => {
        const arrow = { '--': '--', '==': '==', '-.': '-.-' }[kind] ?? '--'
        const end = head ? '>' : arrow === '-.-' ? '' : (arrow[0] ?? '')
        return ` ${back}${arrow}${end}\uE001${words.trim()}\uE001 `
      },
    )
    return barred.replaceAll(ARROW, (raw) => {
      count += 1
      const back = /^\s*</.test(raw) ? '<' : ''
      const head = /[>ox]\s*$/.test(raw) ? '>' : ''
      if (raw.includes('.')) return ` ${back}-.-${head} `
      const dash = raw.includes('=') ? '=' : '-'
      return ` ${back}${dash}${dash}${head || dash} `
    })
  })
  const labelled = text.replaceAll(/ ?\uE001([^\uE001]*)\uE001/g, '|$1|')
  return { text: labelled.replaceAll(/((?:--|==|-\.-)[->=]?) \|/g, '$1|'), count }
}

/** Changes only what is not quoted. */
function masked(line: string, change: (plain: string) => string): string {
  const kept: string[] = []
  const hidden = line.replaceAll(QUOTED, (raw) => `\uE002${kept.push(raw) - 1}\uE002`)
  return change(hidden).replaceAll(/\uE002(\d+)\uE002/g, (_raw, i: string) => kept[Number(i)] ?? '')
}
