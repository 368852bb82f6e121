/**
 * The first visit on a slow phone: real Chromium, 1.6 Mbit/s, 150 ms per request, CPU ÷ 4, empty cache. Reports when
 * the first slide is painted and when the page follows the talk.
 */
import { chromium, type Browser } from 'playwright-core'
import { findChromium } from '../tests/support/find-chromium.ts'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import { median, report, QUICK } from './support.ts'

const TALK = 'sockets-and-lies'
const ROUNDS = QUICK ? 2 : 5
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 1_600_000 / 8,
}
const CPU_SLOWER = 4

/**
 * Runs in the page before anything else. Chromium itself reports when the slide's content was painted. The times are
 * sent when the page follows: to ask for them earlier would run code in the page while it starts.
 */
const NOTE = `
  const noted = {}
  const note = (name, at) => {
    noted[name] ??= at
    if (noted.painted && noted.following) globalThis.told?.(JSON.stringify(noted))
  }
  new PerformanceObserver((list) => {
    for (const { element, startTime } of list.getEntries())
      if (element?.closest('section.present')) note('painted', startTime)
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new MutationObserver(() => {
    const { ready, link } = document.documentElement.dataset
    if (ready && link === 'live') note('following', performance.now())
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready', 'data-link'] })
`

interface Visit {
  painted: number
  following: number
  requests: number
  kilobytes: number
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', NETWORK)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER })
  await page.addInitScript({ content: NOTE })
  const requested: number[] = []
  let bytes = 0
  devtools.on('Network.requestWillBeSent', ({ timestamp }) => requested.push(timestamp * 1000))
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  const told = new Promise<string>((resolve) => {
    devtools.once('Runtime.bindingCalled', ({ payload }) => resolve(payload))
  })
  await devtools.send('Runtime.enable')
  await devtools.send('Runtime.addBinding', { name: 'told' })
  await page.goto(url, { waitUntil: 'commit' })
  const { painted, following } = JSON.parse(await told) as Pick<Visit, 'painted' | 'following'>
  await context.close()
  // The first request is the page's own, which starts the clock.
  const requests = requested.filter((at) => at - requested[0]! <= following).length
  return { painted, following, requests, kilobytes: bytes / 1024 }
}

const executablePath = findChromium()
if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH.')
const program = await spawnProgram(`slides/${TALK}`, await freePort(), '--memory')
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  const visits: Visit[] = []
  for (let round = 0; round < ROUNDS; round++) visits.push(await visit(browser, `${program.url}/${TALK}/`))
  const middle = (key: keyof Visit): number => median(visits.map((each) => each[key]))
  await report('first-paint', [
    { name: 'first slide painted, median of 5', value: middle('painted'), unit: 'ms', limit: { most: 650 } },
    { name: 'following live, median of 5', value: middle('following'), unit: 'ms', limit: { most: 950 } },
    { name: 'requests until then, fonts and line included', value: middle('requests'), unit: 'requests' },
    { name: 'downloaded until then, fonts included', value: middle('kilobytes'), unit: 'KB' },
  ])
} finally {
  await browser.close()
  await program.killHard()
}
