/** The bus for signals inside one process: each reaches every listener once and is not stored. */
import type { TalkId } from '../../protocol/ids.ts'
import type { Report, Undo, NodeSignal } from './log.ts'

type Listener = (signal: NodeSignal) => void

export interface SignalBus {
  signal(talk: TalkId, signal: NodeSignal): void
  onSignal(talk: TalkId, listener: Listener): Undo
  close(): void
}

export function createSignalBus(report: Report): SignalBus {
  const all = new Map<TalkId, Set<{ listener: Listener }>>()
  return {
    signal(talk, signal) {
      for (const { listener } of all.get(talk) ?? []) {
        try {
          listener(signal)
        } catch (error) {
          report(error)
        }
      }
    },
    onSignal(talk, listener) {
      const one = { listener }
      const others = all.get(talk) ?? new Set()
      all.set(talk, others.add(one))
      return () => others.delete(one)
    },
    close: () => all.clear(),
  }
}
