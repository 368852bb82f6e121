/** The warning about a file on another host that a deck's styles name. */
import type { FileUse } from '../../protocol/deck.ts'
import type { Warn } from './origin.ts'

/** The arguments for {@link Warn}. */
export function remoteFile(address: string, use: FileUse): Parameters<Warn> {
  const [what, several] =
    use === 'style' ? ['style sheet', 'style sheets'] : ['file', 'files that style sheets name']
  return [
    `The ${what} ${address} is on another host, and no page loads it. Copy it into the folder.`,
    {
      text: address,
      kind: {
        key: `remote ${use}`,
        several: (count) =>
          `${count} ${several} are on other hosts, and no page loads them. Copy them into the folder.`,
      },
    },
  ]
}
