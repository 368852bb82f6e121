/** Reads `--tunnel`, and chooses the program that opens the tunnel. */
import { UsageError } from '../base/errors.ts'
import { isInstalled } from './child.ts'
import { cloudflared } from './cloudflared.ts'
import type { TunnelKind } from './kind.ts'
import { readSshTarget, sshTunnel, type SshTarget } from './ssh.ts'

export type TunnelOption = 'cloudflared' | SshTarget

/** Throws {@link UsageError}. */
export function readTunnel(value: string): TunnelOption {
  if (value === 'cloudflared') return value
  if (value.startsWith('ssh://')) return readSshTarget(value)
  throw new UsageError(`--tunnel takes cloudflared or ssh://user@host, not "${value}".`)
}

/** Throws a one-line message if the program is not installed. */
export function chooseTunnel(option: TunnelOption, publicUrl: string | null, env = process.env): TunnelKind {
  const kind = option === 'cloudflared' ? cloudflared : sshTunnel(option, publicUrl)
  if (!isInstalled(kind.program, env))
    throw new Error(`--tunnel needs the program ${kind.program}, which is not in PATH: ${kind.from}.`)
  return kind
}
