/** A tunnel by a remote forward of the installed `ssh` client, which uses the person's keys and settings. */
import type { TunnelTrouble } from '../../protocol/address.ts'
import { UsageError } from '../base/errors.ts'
import type { LocalServer, Meaning, TunnelKind } from './kind.ts'

const FORM = 'ssh://user@host, ssh://user@host:port or ssh://user@host?bind=address:port'

export interface SshTarget {
  /** As `ssh` takes it: `user@host` or `host`. */
  destination: string
  /** Without brackets. */
  host: string
  /** Empty for the port of ssh's own settings. */
  port: string
  /** The address and port to listen on there; port 0 is the port of this server. */
  bind: { address: string; port: number }
}

/** Throws {@link UsageError}. */
export function readSshTarget(value: string): SshTarget {
  const url = URL.canParse(value) ? new URL(value) : null
  const bind = readBind(url?.searchParams.get('bind') ?? '')
  const others = [...(url?.searchParams.keys() ?? [])].filter((key) => key !== 'bind')
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
  const user = url?.username ?? ''
  const odd = !/^[\w.:%-]+$/.test(host) || host.startsWith('-') || !/^(?:[\w.][\w.+-]*)?$/.test(user)
  if (
    !url ||
    odd ||
    others.length > 0 ||
    !['', '/'].includes(url.pathname) ||
    url.hash ||
    url.password ||
    !bind
  )
    throw new UsageError(`--tunnel takes ${FORM}, not "${withoutPassword(value)}".`)
  return { destination: user === '' ? host : `${user}@${host}`, host, port: url.port, bind }
}

/** `publicUrl` is the address that leads to the forward; by default the host and the port there. */
export function sshTunnel(
  { destination, host, port, bind }: SshTarget,
  publicUrl: string | null,
): TunnelKind {
  const portThere = (local: LocalServer): number => bind.port || local.port
  const publicOf = (local: LocalServer): string => {
    const name = host.includes(':') ? `[${host}]` : host
    return publicUrl ?? new URL(`${local.secure ? 'https' : 'http'}://${name}:${portThere(local)}`).origin
  }
  return {
    name: `ssh ${destination}`,
    program: 'ssh',
    from: 'install an OpenSSH client',
    ifUnreachable: 'gateway',
    args: (local) => [
      '-N',
      '-T',
      // Without it, nothing tells that the forward is there.
      '-v',
      ...settings({
        BatchMode: 'yes',
        ExitOnForwardFailure: 'yes',
        ConnectTimeout: '10',
        ServerAliveInterval: '5',
        ServerAliveCountMax: '3',
        // A connection that is shared with another ssh would not end with this one.
        ControlPath: 'none',
      }),
      '-R',
      `${bind.address}:${portThere(local)}:${local.host}:${local.port}`,
      ...(port === '' ? [] : ['-p', port]),
      '--',
      destination,
    ],
    reader: (local) => (line) =>
      meaningOf(line, publicOf(local), port === '' ? destination : `-p ${port} ${destination}`),
  }
}

function meaningOf(line: string, url: string, target: string): Meaning | null {
  if (line.startsWith('debug1: remote forward success')) return { is: 'open', url }
  // ssh -v also tells about itself.
  if (/^(debug\d|OpenSSH_|Authenticated |Transferred: |Bytes per second|Warning: Permanently)/.test(line))
    return null
  const text = line.trim()
  if (text === '') return null
  const hint = HINTS.find(([pattern]) => pattern.test(text))?.[1]
  return { is: 'trouble', line: text, ...(hint && { hint, target }) }
}

const HINTS: [RegExp, TunnelTrouble['is']][] = [
  [/^Host key verification failed/, 'hostKey'],
  [/Permission denied/, 'denied'],
  [/remote port forwarding failed/, 'portTaken'],
]

function settings(all: Record<string, string>): string[] {
  return Object.entries(all).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/** `8080`, `0.0.0.0`, `0.0.0.0:8080` or `[::]:8080`; null if it is none of them. */
function readBind(text: string): SshTarget['bind'] | null {
  if (text === '') return { address: '*', port: 0 }
  const parts = /^(?:(\*|\[[\da-f:]+\]|[a-z\d-]*[a-z.][a-z\d.-]*)(?::|$))?(\d{1,5})?$/i.exec(text)
  if (!parts) return null
  const [, address = '*', port = '0'] = parts
  return Number(port) <= 65_535 ? { address, port: Number(port) } : null
}

function withoutPassword(value: string): string {
  return value.replace(/(:\/\/[^/@:]*):[^/@]*@/, '$1:…@')
}
