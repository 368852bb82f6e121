/** A quick tunnel of Cloudflare, opened by an installed `cloudflared`: no account, and a new address for each process. */
import type { Meaning, TunnelKind } from './kind.ts'

const LINE = /^\d{4}-\S+ (?<level>[A-Z]{3}) (?<text>.*)$/

export const cloudflared: TunnelKind = {
  name: 'cloudflared',
  program: 'cloudflared',
  from: 'get it from https://github.com/cloudflare/cloudflared/releases (macOS: brew install cloudflared)',
  ifUnreachable: 'takesTime',
  args: ({ host, port, secure }) => [
    'tunnel',
    '--no-autoupdate',
    // WebSockets would keep it open for half a minute.
    '--grace-period',
    '1s',
    // The certificate is for other names, and the connection does not leave this computer.
    ...(secure ? ['--no-tls-verify'] : []),
    '--url',
    `${secure ? 'https' : 'http'}://${host}:${port}`,
  ],
  reader() {
    let url: string | null = null
    /** Its connections to Cloudflare. */
    const open = new Set<string>()

    return (line): Meaning | null => {
      const { level = '', text = line } = LINE.exec(line)?.groups ?? {}
      const [address] = /https:\/\/[a-z\d-]+\.trycloudflare\.com(?![\w.-])/.exec(text) ?? []
      if (address !== undefined && level === 'INF') url = address
      const [, connection = ''] = /\bconnIndex=(\d+)/.exec(text) ?? []
      if (text.startsWith('Registered tunnel connection')) {
        open.add(connection)
        return url === null ? null : { is: 'open', url }
      }
      if (/^(Connection terminated|Unregistered tunnel connection|Lost connection)/.test(text)) {
        const wasOpen = open.delete(connection)
        return wasOpen && open.size === 0 ? { is: 'lost' } : null
      }
      const failed = level === 'ERR' || level === 'FTL' || level === ''
      return failed && text.trim() !== '' ? { is: 'trouble', line: troubleIn(text) } : null
    }
  },
}

/** `Failed … error="…" connIndex=0` becomes the message and its cause. */
function troubleIn(text: string): string {
  const [, message = '', cause = ''] = /^(.*?)(?: error="((?:[^"\\]|\\.)*)".*)?$/.exec(text) ?? []
  return [message.replaceAll(/ \w+=\S+/g, ''), cause.replaceAll('\\"', '"')].filter(Boolean).join(': ')
}
