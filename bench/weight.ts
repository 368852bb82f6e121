/** What a browser downloads for the talk's audience page, compressed as the server sends it. */
import { request } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import { report } from './support.ts'

const TALK = 'sockets-and-lies'
const KB = 1024

interface Part {
  path: string
  kind: 'html' | 'css' | 'js' | 'font'
  bytes: number
}

/** The bytes on the wire; Node's fetch would decompress them. */
async function download(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { 'accept-encoding': 'br', accept: 'text/html' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        const compressed = response.headers['content-encoding'] === 'br'
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
        else if (!compressed && !url.endsWith('.woff2')) reject(new Error(`${url} came without brotli.`))
        else resolve(body)
      })
    })
    asked.on('error', reject).end()
  })
}

const program = await spawnProgram(`slides/${TALK}`, await freePort(), '--memory')
try {
  const page = await download(`${program.url}/${TALK}/`)
  const parts: Part[] = [{ path: `/${TALK}/`, kind: 'html', bytes: page.length }]
  const html = brotliDecompressSync(page).toString()
  // Everything that the page names: scripts, preloaded modules, style sheets; the deck's own are relative.
  const names = html.matchAll(
    /<(?:script[^>]*\ssrc|link[^>]*rel="(?:stylesheet|modulepreload)"[^>]*\shref)="([^"]+)"/g,
  )
  const base = `${program.url}/${TALK}/`
  const fonts = new Set<string>()
  const noteFonts = (styles: string, url: string | URL): void => {
    for (const [, font = ''] of styles.matchAll(/url\(["']?([^)"']+\.woff2)/g))
      fonts.add(new URL(font, url).href)
  }
  noteFonts(html, base)
  for (const [, name = ''] of names) {
    const url = new URL(name, base)
    const body = await download(url.href)
    const kind = url.pathname.endsWith('.css') ? 'css' : 'js'
    parts.push({ path: url.pathname, kind, bytes: body.length })
    if (kind === 'css') noteFonts(brotliDecompressSync(body).toString(), url)
  }
  for (const font of fonts) {
    parts.push({ path: new URL(font).pathname, kind: 'font', bytes: (await download(font)).length })
  }

  const sum = (...kinds: Part['kind'][]): number =>
    parts.filter(({ kind }) => kinds.includes(kind)).reduce((total, { bytes }) => total + bytes, 0) / KB
  console.log()
  for (const { path, bytes } of parts)
    console.log(`  ${path.padEnd(52)} ${(bytes / KB).toFixed(1).padStart(10)} KB`)
  await report('weight', [
    { name: 'HTML with all slides and our styles', value: sum('html'), unit: 'KB br' },
    { name: 'CSS of the deck', value: sum('css'), unit: 'KB br' },
    { name: 'JavaScript', value: sum('js'), unit: 'KB br', limit: { most: 40 } },
    { name: 'HTML + CSS + JavaScript', value: sum('html', 'css', 'js'), unit: 'KB br', limit: { most: 65 } },
    { name: 'fonts, not blocking', value: sum('font'), unit: 'KB', limit: { most: 40 } },
    {
      name: 'requests to the first slide, fonts apart',
      value: parts.filter(({ kind }) => kind !== 'font').length,
      unit: 'requests',
      limit: { most: 8 },
    },
  ])
} finally {
  await program.killHard()
}
