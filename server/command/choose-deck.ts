/** What `lectern` without a deck presents: the folder `slides`, or what the person at the terminal chooses. */
import { existsSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { findSources } from '../deck/find.ts'
import { PROJECT } from '../base/version.ts'
import { UsageError } from '../base/errors.ts'

const USUAL = 'slides'
export const TOUR = join(PROJECT, 'slides', 'tour')
/** A folder of notes may contain hundreds of Markdown files. */
const MOST_OFFERED = 9

interface Offer {
  words: string
  deck: string
  /** It must be written first. */
  isNew?: true
}

export interface Terminal {
  input: Readable
  output: Writable
  /** Whether a person can answer. */
  interactive: boolean
}

/** `isNew`: there is no such deck yet. Throws {@link UsageError} if nobody can answer. */
export async function chooseDeck(folder: string, terminal: Terminal): Promise<Pick<Offer, 'deck' | 'isNew'>> {
  if (existsSync(join(folder, USUAL))) return { deck: join(folder, USUAL) }
  if (!terminal.interactive)
    throw new UsageError(
      'There is no folder slides here: name a deck, or begin with “lectern new my-talk” or “lectern tour”.',
    )
  const offers = offersIn(folder)
  const lines = offers.map(({ words }, i) => `  ${i + 1}  ${words}`)
  terminal.output.write(`\n  What do you want to present?\n\n${lines.join('\n')}\n\n`)
  const asked = createInterface(terminal)
  try {
    for (;;) {
      const answer = (await asked.question(`  Number [1]: `)).trim()
      const chosen = offers[Number(answer || 1) - 1]
      if (chosen && !chosen.isNew) return chosen
      if (chosen)
        return {
          deck: (await asked.question('  Name of its folder [my-talk]: ')).trim() || 'my-talk',
          isNew: true,
        }
    }
  } finally {
    asked.close()
  }
}

function offersIn(folder: string): Offer[] {
  const found = decksIn(folder).slice(0, MOST_OFFERED)
  return [
    ...found.map((deck) => ({ words: relative(folder, deck) || basename(folder), deck })),
    { words: 'a new deck', deck: '', isNew: true },
    { words: 'a tour of what Lectern can do', deck: TOUR },
  ]
}

/** A deck of a folder is named by its folder. */
function decksIn(folder: string): string[] {
  try {
    return findSources(folder).map(({ root, entry }) => (root === folder ? entry : root))
  } catch {
    // Without a deck, only a new one and the tour are offered.
    return []
  }
}
