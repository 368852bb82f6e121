/** Keeps a tunnel open: starts its program, checks its address, and starts it again when the line drops. */
import { isDeepStrictEqual } from 'node:util'
import type { TunnelStatus, TunnelTrouble } from '../../protocol/address.ts'
import { answersAt } from './answers.ts'
import { startChild, type Child } from './child.ts'
import type { LocalServer, Meaning, TunnelKind } from './kind.ts'

export interface Tunnel {
  readonly status: TunnelStatus
  onChange(listener: (status: TunnelStatus) => void): void
  /** Resolves when the first try has succeeded or failed, or takes long. */
  firstTry: Promise<void>
  close(): Promise<void>
}

export interface Waits {
  /** Between two tries, doubled after each one. */
  again: number
  mostAgain: number
  /** Until the program must have opened the tunnel. */
  opens: number
  /** Between two questions to the public address. */
  ask: number
  /** The first try is waited for. */
  first: number
  /** Until a program that must end is killed. */
  close: number
}

const WAITS: Waits = { again: 1000, mostAgain: 30_000, opens: 40_000, ask: 2000, first: 20_000, close: 3000 }
/** The public address may need a moment, for example for its name. */
const ASKED_IN_PEACE = 5

/** `asks` asks the public address whether it answers. */
export function openTunnel(
  kind: TunnelKind,
  local: LocalServer,
  waits: Waits = WAITS,
  asks = answersAt,
): Tunnel {
  let status: TunnelStatus = { name: kind.name, url: null, trouble: null }
  let closed = false
  let failures = 0
  let child: Child | undefined
  let timer: NodeJS.Timeout | undefined
  const listeners = new Set<(status: TunnelStatus) => void>()
  let settle: () => void = () => {}
  const firstTry = new Promise<void>((resolve) => (settle = resolve))
  const patience = setTimeout(settle, waits.first)

  function become(next: Omit<TunnelStatus, 'name'>): void {
    const now = { name: kind.name, ...next }
    if (closed || isDeepStrictEqual(now, status)) return
    status = now
    if (next.url !== null || next.trouble) settle()
    for (const listener of listeners) listener(status)
  }

  async function run(): Promise<void> {
    const read = kind.reader(local)
    let trouble: TunnelTrouble | null = null
    /** Increases with each opening and loss, so that an older question to the address has no effect. */
    let turn = 0
    const mine = startChild(kind.program, kind.args(local), (line) => {
      const meaning = read(line)
      if (meaning) obey(meaning)
    })
    child = mine
    const limit = setTimeout(() => {
      trouble = troubleOf('late')
      void mine.end(waits.close)
    }, waits.opens)

    function obey(meaning: Meaning): void {
      if (meaning.is === 'trouble')
        trouble = { is: meaning.hint ?? 'said', line: clean(meaning.line), target: meaning.target ?? '' }
      else {
        turn += 1
        clearTimeout(limit)
        if (meaning.is === 'open') void use(meaning.url, turn)
        else become({ url: null, trouble: troubleOf('lost') })
      }
    }

    /** The address is used once it answers. */
    async function use(url: string, of: number): Promise<void> {
      for (let asked = 1; turn === of && !closed; asked += 1) {
        const answers = await asks(url)
        if (turn !== of) return
        if (answers) {
          failures = 0
          return become({ url, trouble: null })
        }
        if (asked >= ASKED_IN_PEACE) become({ url: null, trouble: troubleOf(kind.ifUnreachable, url) })
        await wait(waits.ask)
      }
    }

    await mine.ended
    clearTimeout(limit)
    turn += 1
    if (closed) return
    become({ url: null, trouble: trouble ?? troubleOf('ended') })
    const pause = Math.min(waits.mostAgain, waits.again * 2 ** failures)
    failures += 1
    // Several servers that lost the same line do not come back at the same moment.
    timer = setTimeout(() => void run(), pause * (0.75 + Math.random() / 4))
  }
  void run()

  return {
    get status() {
      return status
    },
    onChange: (listener) => void listeners.add(listener),
    firstTry: firstTry.finally(() => clearTimeout(patience)),
    async close() {
      closed = true
      clearTimeout(timer)
      settle()
      await child?.end(waits.close)
    },
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

function troubleOf(is: TunnelTrouble['is'], line = ''): TunnelTrouble {
  return { is, line, target: '' }
}

/** A program's output must not control the terminal; our words end its sentence. */
function clean(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
}
