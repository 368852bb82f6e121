/** User-Agent headers of real browsers, and invented ones. */
import { describe, expect, it } from 'vitest'
import { parseAgent } from './user-agent.ts'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)'

const REAL: [string, string][] = [
  [`${WINDOWS} Chrome/141.0.0.0 Safari/537.36`, 'Chrome 141'],
  [`${ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36`, 'Chrome 140'],
  [`${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, 'Chrome 126'],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/139.0.0.0 Safari/537.36',
    'Chrome 139',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/80.0.3987.163 Chrome/80.0.3987.163 Safari/537.36',
    'Chrome 80',
  ],
  [
    'Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US) AppleWebKit/534.3 (KHTML, like Gecko) Chrome/6.0.472.63 Safari/534.3',
    'Chrome 6',
  ],
  [`${WINDOWS} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 'Edge 141'],
  [`${ANDROID} Chrome/124.0.0.0 Mobile Safari/537.36 EdgA/124.0.0.0`, 'Edge 124'],
  [`${IPHONE} Version/17.0 EdgiOS/125.2535.60 Mobile/15E148 Safari/605.1.15`, 'Edge 125'],
  [`${WINDOWS} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, 'Edge 18'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'Firefox 127'],
  [`${IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'Firefox 127'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:6.0) Gecko/20100101 Firefox/6.0', 'Firefox 6'],
  [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15`, 'Safari 18'],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari 17'],
  [
    'Mozilla/5.0 (iPad; CPU OS 6_0 like Mac OS X) AppleWebKit/536.26 (KHTML, like Gecko) Version/6.0 Mobile/10A5376e Safari/8536.25',
    'Safari 6',
  ],
  [`${IPHONE} Mobile/15E148`, 'Safari 17'],
  [`${WINDOWS} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0`, 'Opera 111'],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0`, 'Opera 4'],
  [
    'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'Samsung Internet 25',
  ],
  ['Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)', 'IE 10'],
  ['Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko', 'IE 11'],
]

const STRANGE: [string | undefined, string][] = [
  [undefined, 'other'],
  ['', 'other'],
  ['curl/8.5.0', 'other'],
  ['node-XMLHttpRequest', 'other'],
  ['Chrome/99999999999999999999 Safari/1', 'other'],
  ['Chrome/0', 'other'],
  ['<img src=x onerror=alert(1)> Ada Lovelace', 'other'],
  ['x'.repeat(100_000), 'other'],
]

describe('the browser behind a User-Agent', () => {
  it.each(REAL)('[E80] %s is %s', (header, agent) => {
    expect(parseAgent(header)).toBe(agent)
  })

  it.each(STRANGE)(
    '[E80] a header that is no browser’s counts as other, and nothing of it is kept',
    (header, agent) => {
      expect(parseAgent(header)).toBe(agent)
    },
  )
})
