/** Tells the speaker, in the terminal, when the public address of a tunnel is gone, is back, or is another one. */
import { isDeepStrictEqual } from 'node:util'
import type { TunnelStatus } from '../../protocol/address.ts'
import { tunnelWords } from '../../protocol/tunnel-words.ts'
import { ENGLISH } from '../../protocol/words/speech.ts'
import { presenterLink } from '../keys/presenter-link.ts'
import type { Tunnel } from '../tunnel/tunnel.ts'
import { tellKey } from './banner.ts'
import type { Terminal } from './terminal.ts'

export interface Teller {
  terminal: Terminal
  write(text: string): void
  /** The address that works now, without a trailing slash. */
  publicUrl(): string
  talks: readonly { id: string }[]
  presenterKey(): string
}

/** The line for the banner; null while the tunnel works. */
export function tunnelTrouble({ name, url, trouble }: TunnelStatus): string | null {
  if (url !== null) return null
  return `No public address yet: ${name}: ${tunnelWords(trouble, ENGLISH)} It is tried again by itself.`
}

/** Tells about changes after the banner. */
export function tellTunnel(
  tunnel: Pick<Tunnel, 'status' | 'onChange'>,
  { terminal, write, publicUrl, talks, presenterKey }: Teller,
): void {
  const say = (line: string): void => write(`  ${line}\n\n`)
  let known = tunnel.status.url
  let told = tunnel.status
  tunnel.onChange((status) => {
    const { name, url, trouble } = status
    const before = told
    told = status
    if (url === null) {
      // Each failed try would be another line.
      if (before.url !== null)
        say(
          `The public address is gone: ${name}: ${tunnelWords(trouble, ENGLISH)} It is tried again by itself. Until then: ${publicUrl()}`,
        )
      else if (!isDeepStrictEqual(before.trouble, trouble)) say(tunnelTrouble(status) ?? '')
      return
    }
    if (url === known) return say(`The public address is back: ${url}`)
    known = url
    const link = presenterLink({ publicUrl: url, talks, presenterKey: presenterKey() })
    write(
      tellKey(link, terminal, `The public address is now ${url}. Phones that use it must be paired again:`),
    )
  })
}
