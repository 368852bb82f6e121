/** Names in the chat: nobody is shown under a name that could be mistaken for that of a paired browser. */
import { canBeReadIn, isConfusable } from '../confusable.ts'
import { GUEST } from './chat-item.ts'

/** The badge beside the name of a paired browser. No other name may contain it. */
const SPEAKER = 'speaker'

/** `speakers` are the names of paired browsers. */
export function looksLikeSpeaker(name: string, speakers: readonly string[]): boolean {
  return canBeReadIn(SPEAKER, name) || speakers.some((each) => isConfusable(name, each))
}

/** How a name is shown. A paired browser's name is always unchanged. `author` is the person's number. */
export function nameShown(
  name: string,
  { author, paired }: { author: number; paired?: boolean | undefined },
  speakers: readonly string[],
): string {
  return !paired && looksLikeSpeaker(name, speakers) ? `${GUEST} ${author}` : name
}
