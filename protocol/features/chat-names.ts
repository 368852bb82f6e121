/** Who speaks: nobody is shown under a name that could be taken for that of a paired browser. */
import { canBeReadIn, isConfusable } from '../confusable.ts'
import { GUEST } from './chat-item.ts'

/** What stands beside the name of a paired browser; no other name may say it. */
export const SPEAKER = 'speaker'

/** `speakers` are the names that paired browsers have. */
export function looksLikeSpeaker(name: string, speakers: readonly string[]): boolean {
  return canBeReadIn(SPEAKER, name) || speakers.some((each) => isConfusable(name, each))
}

/** What a name is shown as; a paired browser's always as it is. `author` is the person's number. */
export function nameShown(
  name: string,
  { author, paired }: { author: number; paired?: boolean | undefined },
  speakers: readonly string[],
): string {
  return !paired && looksLikeSpeaker(name, speakers) ? `${GUEST} ${author}` : name
}
