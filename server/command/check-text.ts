/** The rows of `lectern check` as text. */
import { styleText } from 'node:util'
import type { Checked } from './check-command.ts'
import type { Terminal } from './terminal.ts'

const NAME_WIDTH = 10

export function checkText(checked: readonly Checked[], { interactive, colors }: Terminal): string {
  const paint = (colour: 'green' | 'red', text: string): string => (colors ? styleText(colour, text) : text)
  const marks = interactive ? (['✓', '✗'] as const) : (['ok ', 'BAD'] as const)
  const [yes, no] = [paint('green', marks[0]), paint('red', marks[1])]
  const say = (text: string): string => (interactive ? harmless(text) : ascii(harmless(text)))
  const blank = ' '.repeat(marks[0].length + NAME_WIDTH + 2)
  const blocks = checked
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [
      ...(title === '' ? [] : [say(title)]),
      ...rows.flatMap(({ name, good, words, advice }) => [
        `${good ? yes : no}  ${name.padEnd(NAME_WIDTH)}${say(words)}`,
        ...(advice === '' ? [] : [`${blank}${say(advice)}`]),
      ]),
    ])
  const rows = checked.flatMap((each) => each.rows)
  const failed = rows.filter(({ good }) => !good).length
  const verdict =
    failed === 0 ? paint('green', 'Ready.') : paint('red', `${failed} of ${rows.length} not ready.`)
  return (
    [...blocks, [verdict]].map((lines) => `\n${lines.map((line) => `  ${line}\n`).join('')}`).join('') + '\n'
  )
}

/** Our own words in the characters that every pipe accepts. */
function ascii(text: string): string {
  return text
    .replaceAll(/[‘’“”]/g, "'")
    .replaceAll('→', '>')
    .replaceAll('…', '...')
}

/** A deck's text must not control the terminal, because a deck may come from anybody. */
function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}
