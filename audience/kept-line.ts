/** How long the server keeps what people send, in one line. */
import { readBoot } from '../client/boot.ts'
import { plural, words } from '../client/words.ts'

export function keptLine(): string {
  const { keepDays } = readBoot()
  const { kept, keptOn } = words.elements
  return keepDays > 0 ? plural(kept, keepDays) : keptOn
}
