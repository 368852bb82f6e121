/** Refuses requests for unknown hosts, so that no foreign name can read our pages (DNS rebinding). */
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { refuse } from '../base/http-errors.ts'
import { unmapped, type Trust } from './trusted-proxies.ts'

/** Whether a request names a host of this server. */
export type OurHost = (request: IncomingMessage) => boolean

/**
 * `urls` are the addresses under which our pages may be opened. Only their hosts count, because a container or a
 * tunnel may map the port. The address that a connection came to is accepted as well. A trusted proxy may name the
 * host that its visitor requested. A request without a `Host` does not come from a browser, so there is nobody to
 * protect.
 */
export function createOurHost(urls: () => string[], trust: Trust): OurHost {
  let known: { urls: string[]; names: Set<string> } = { urls: [], names: new Set() }
  const names = (): Set<string> => {
    const now = urls()
    if (now !== known.urls) known = { urls: now, names: new Set(now.map((url) => nameIn(new URL(url).host))) }
    return known.names
  }
  return (request) => {
    const host = hostOf(request, trust)
    if (host === undefined) return true
    const name = nameIn(host)
    return names().has(name) || name === bracketed(unmapped(request.socket.localAddress ?? ''))
  }
}

/** An Express middleware: continues, or answers 421 with the option to set. */
export function guardHost(ourHost: OurHost, trust: Trust): RequestHandler {
  return (request, response, next) => {
    if (ourHost(request)) return next()
    const host = hostOf(request, trust) ?? ''
    const url = `${request.protocol}://${/^[\w.:[\]-]+$/.test(host) ? host : '…'}`
    response.set('Cache-Control', 'no-store')
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html')
      return void response.status(421).type('html').send(page(url))
    const message = `This server does not answer at ${url}. Is it yours? Start it with --public-url ${url}.`
    refuse(response, 421, 'misdirected', message)
  }
}

function hostOf({ socket, headers }: IncomingMessage, trust: Trust): string | undefined {
  const said = headers['x-forwarded-host']
  if (said === undefined || !trust(socket.remoteAddress ?? '', 0)) return headers.host
  return String(said).split(',').at(-1)?.trim()
}

/** The host of `host:port`, as a browser writes it; empty if it is invalid. */
function nameIn(host: string): string {
  const [, name = ''] = /^(\[[\da-f:.]+\]|[^\s:/?#@\\[\]]+)(?::\d*)?$/i.exec(host) ?? []
  return name.toLowerCase().replace(/\.$/, '')
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** The page contains its own styles, because style sheets are refused under such a name, too. */
function page(url: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not the address of this talk</title>
</head>
<body style="font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 12vh 1.25rem">
<h1 style="font-size: 1.75rem; line-height: 1.2">This is not the address of the talk</h1>
<p>Open the address that the speaker shows, letter by letter.</p>
<p>Is this your server, and the address is right? Start it with this option, so that it answers here:</p>
<pre style="overflow-x: auto"><code>--public-url ${url}</code></pre>
</body>
</html>
`
}
