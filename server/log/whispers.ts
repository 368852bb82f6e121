/** The bus for signals inside one process: each reaches every listener once and is not stored. */
import type { TalkId } from '../../protocol/ids.ts'
import type { Report, Undo, Whisper } from './log.ts'

type Listener = (whisper: Whisper) => void

export interface Whispers {
  whisper(talk: TalkId, whisper: Whisper): void
  onWhisper(talk: TalkId, listener: Listener): Undo
  close(): void
}

export function createWhispers(report: Report): Whispers {
  const all = new Map<TalkId, Set<{ listener: Listener }>>()
  return {
    whisper(talk, whisper) {
      for (const { listener } of all.get(talk) ?? []) {
        try {
          listener(whisper)
        } catch (error) {
          report(error)
        }
      }
    },
    onWhisper(talk, listener) {
      const one = { listener }
      const others = all.get(talk) ?? new Set()
      all.set(talk, others.add(one))
      return () => others.delete(one)
    },
    close: () => all.clear(),
  }
}
