/** The head of a request or an answer as its own browser may see it on a big screen: secrets masked. */
import type { IncomingMessage } from 'node:http'
import type { Head } from '../../protocol/exhibit.ts'

const MASK = '••••'
/** Characters of one value, and lines of one head, that are shown. */
const MAX_VALUE = 500
const MAX_LINES = 60
/** Proxies that let people in put their tokens into headers of many names. */
const SECRET = /auth|token|secret|credential|password|session|assertion|jwt|api-?key|csrf|xsrf|signature/i
const COOKIE = /^(?:set-)?cookie2?$/i
/** Whoever knows the id of an Engine.IO session could join in. */
const SESSION = /([?&](?:sid|key|token)=)[^&\s]*/gi

/** The head of a request, in the order and the spelling in which it came. */
export function headOfRequest(request: IncomingMessage & { originalUrl?: string }): Head {
  return maskHead(linesOfRequest(request))
}

/** Unmasked. */
export function linesOfRequest(request: IncomingMessage & { originalUrl?: string }): string[] {
  const { method = '', url = '', originalUrl = url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${originalUrl} HTTP/${httpVersion}`]
  for (let i = 0; i + 1 < rawHeaders.length && lines.length <= MAX_LINES; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return lines
}

/** A head from its lines, of a request or an answer. */
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
  // The scheme, as in "Bearer", says nothing that is secret; a value of one word may be the secret itself.
  if (/authorization$/i.test(name)) return value.replace(/^(?:([\w-]+) +)?.*$/s, `$1 ${MASK}`).trim()
  if (SECRET.test(name)) return MASK
  return cut(value.replace(SESSION, `$1${MASK}`))
}

/** A cookie may have no name, and then all of it is its value. */
function maskPair(pair: string): string {
  const equals = pair.indexOf('=')
  return equals > 0 ? `${pair.slice(0, equals)}=${MASK}` : MASK
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
}
