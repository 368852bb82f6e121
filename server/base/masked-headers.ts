/** The head of a request or response, with secrets masked, as its own browser may show it on a big screen. */
import type { IncomingMessage } from 'node:http'
import type { Head } from '../../protocol/exhibit.ts'

const MASK = '••••'
/** Limits of what is shown: characters per value, and lines per head. */
const MAX_VALUE = 500
const MAX_LINES = 60
/** Authenticating proxies put their tokens into headers with many different names. */
const SECRET = /auth|token|secret|credential|password|session|assertion|jwt|api-?key|csrf|xsrf|signature/i
const COOKIE = /^(?:set-)?cookie2?$/i
/** Anyone who knows an Engine.IO session id could use the session. */
const SESSION = /([?&](?:sid|key|token)=)[^&\s]*/gi

/** The head of a request, in the original order and spelling. */
export function headOfRequest(request: IncomingMessage & { originalUrl?: string }): Head {
  return maskHead(linesOfRequest(request))
}

/** The same lines, unmasked. */
export function linesOfRequest(request: IncomingMessage & { originalUrl?: string }): string[] {
  const { method = '', url = '', originalUrl = url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${originalUrl} HTTP/${httpVersion}`]
  for (let i = 0; i + 1 < rawHeaders.length && lines.length <= MAX_LINES; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return lines
}

/** Masks a head, given as lines, of a request or a response. */
export function maskHead([start = '', ...lines]: readonly string[]): Head {
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    return [name, maskValue(name, line.slice(colon + 1).trim())]
  })
  return { start: cut(start.replace(SESSION, `$1${MASK}`)), headers }
}

function maskValue(name: string, value: string): string {
  if (COOKIE.test(name)) return cut(value.split(/; */).map(maskPair).join('; '))
  // The scheme, such as "Bearer", is not secret. A value of one word may be the secret itself.
  if (/authorization$/i.test(name)) return value.replace(/^(?:([\w-]+) +)?.*$/s, `$1 ${MASK}`).trim()
  if (SECRET.test(name)) return MASK
  return cut(value.replace(SESSION, `$1${MASK}`))
}

/** A cookie without a name consists only of its value. */
function maskPair(pair: string): string {
  const equals = pair.indexOf('=')
  return equals > 0 ? `${pair.slice(0, equals)}=${MASK}` : MASK
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}
