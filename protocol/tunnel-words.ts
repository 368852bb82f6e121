/** Why a tunnel is not open, in words. */
import type { TunnelTrouble } from './address.ts'
import type { Speech } from './words/words.ts'

export function tunnelWords(trouble: TunnelTrouble | null, { words, fill }: Speech): string {
  if (!trouble) return words.phone.check.tunnelSilent
  const { is, line, target } = trouble
  return fill(words.phone.tunnel[is], { line, target })
}
