/** A PDF like those of slide programs, printed by Chromium: text, lists, code, gradients, and a photo on each fourth page. */
import { chromium } from 'playwright-core'
import { findChromium } from '../tests/support/find-chromium.ts'

const STYLE = `@page { size: 13.333in 7.5in; margin: 0 } body { margin: 0; font: 28px sans-serif }
section { position: relative; box-sizing: border-box; width: 1280px; height: 720px; padding: 60px; overflow: hidden; break-after: page }
h1 { margin: 0; font-size: 64px } pre { padding: 20px; background: #222; color: #eee }
canvas { position: absolute; right: 40px; bottom: 40px; width: 500px }
section:nth-child(5n + 2) { background: linear-gradient(120deg, #135, #a37); color: #fff }`

function slide(number: number): string {
  const code =
    number % 3 === 0 ? `<pre>const socket = io()\nsocket.on('slide', (at) => show(at, ${number}))</pre>` : ''
  const photo = number % 4 === 0 ? '<canvas width="1000" height="700"></canvas>' : ''
  return `<section><h1>Title of page ${number}</h1><ul><li>A point with <a href="https://example.org/${number}">a link</a></li>
    <li>Another point, naïve café Ωμέγα</li></ul>${code}${photo}</section>`
}

export async function slidesPdf(pages: number): Promise<Buffer> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('There is no Chromium.')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const slides = Array.from({ length: pages }, (_, i) => slide(i + 1)).join('')
    await page.setContent(`<title>Sixty pages</title><style>${STYLE}</style>${slides}`)
    await page.evaluate(() => {
      for (const canvas of document.querySelectorAll('canvas')) {
        const context = canvas.getContext('2d')!
        const { width, height } = canvas
        const light = context.createRadialGradient(400, 300, 10, 500, 350, 700)
        for (const [at, colour] of [
          [0, '#fd8'],
          [0.5, '#48a'],
          [1, '#123'],
        ] as const)
          light.addColorStop(at, colour)
        context.fillStyle = light
        context.fillRect(0, 0, width, height)
        // Noise like a camera's, so that it compresses like a photo.
        const pixels = context.getImageData(0, 0, width, height)
        for (let i = 0; i < pixels.data.length; i += 1)
          if (i % 4 < 3) pixels.data[i] = (pixels.data[i] ?? 0) + Math.random() * 24 - 12
        context.putImageData(pixels, 0, 0)
      }
    })
    return Buffer.from(await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true }))
  } finally {
    await browser.close()
  }
}
