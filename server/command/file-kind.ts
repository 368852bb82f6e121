/** Tells pictures, fonts and style sheets by their content, because the type that a server names may be wrong. */

/** What servers send for such files. */
const TYPES =
  /^(?:image\/[\w.+-]+|font\/[\w.+-]+|text\/css|application\/(?:octet-stream|(?:x-)?font-[\w-]+|vnd\.ms-opentype))?$/

const MAGIC: [ending: string, is: (head: string) => boolean][] = [
  ['.png', (head) => head.startsWith('\x89PNG\r\n')],
  ['.jpg', (head) => head.startsWith('\xff\xd8\xff')],
  ['.gif', (head) => /^GIF8[79]a/.test(head)],
  ['.webp', (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP'],
  ['.avif', (head) => /^.{4}ftypavi[fs]/s.test(head)],
  ['.ico', (head) => head.startsWith('\0\0\x01\0')],
  ['.woff2', (head) => head.startsWith('wOF2')],
  ['.woff', (head) => head.startsWith('wOFF')],
  ['.otf', (head) => head.startsWith('OTTO')],
  ['.ttf', (head) => head.startsWith('\0\x01\0\0') || head.startsWith('true')],
]

/** What could run when somebody opens the drawing itself. */
const ACTIVE = /<script|<foreignObject|\son[a-z]+\s*=|javascript:|<!ENTITY/i

/** The ending of the file's name. Throws an error with a short reason. */
export function endingOf(type: string, body: Buffer): string {
  if (!TYPES.test(type)) throw new Error(`it is no picture, font or style sheet (${type.slice(0, 60)})`)
  const head = body.subarray(0, 64).toString('latin1')
  const found = MAGIC.find(([, is]) => is(head))?.[0]
  if (found) return found
  const text = body.toString('utf8')
  if (
    /^\uFEFF?\s*(?:<\?xml[\s\S]{0,2000}?)?(?:<!--[\s\S]{0,5000}?-->\s*|<!DOCTYPE[^>]{0,500}>\s*)*<svg[\s>]/i.test(
      text,
    )
  ) {
    if (ACTIVE.test(text)) throw new Error('the drawing contains a script')
    return '.svg'
  }
  if (type === 'text/css' && !text.includes('\0')) return '.css'
  throw new Error('its content is no picture, font or style sheet')
}
