import { expect, test } from 'vitest'
import { findChromium, type Machine } from './find-chromium.ts'

function find(platform: NodeJS.Platform, installed: string[], env: Machine['env'] = {}): string {
  return findChromium({ platform, env, runs: (file) => installed.includes(file) })
}

test('[I8] the browser named in the environment is used, and no other one', () => {
  const env = { CHROMIUM_PATH: '/my/chrome' }
  expect(find('linux', ['/my/chrome', '/usr/bin/chromium'], env)).toBe('/my/chrome')
  expect(() => find('linux', ['/usr/bin/chromium'], env)).toThrow(/no browser at \/my\/chrome/)
})

test('[I8] installed browsers are found on every system', () => {
  expect(find('linux', ['/usr/bin/google-chrome', '/opt/bin/chromium'], { PATH: '/opt/bin:/usr/bin' })).toBe(
    '/opt/bin/chromium',
  )
  const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'
  expect(find('darwin', [edge])).toBe(edge)
  const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
  expect(find('win32', [chrome], { PROGRAMFILES: 'C:\\Program Files' })).toBe(chrome)
})

test('[I8] without a browser, one line says how to get one', () => {
  expect(() => find('linux', [])).toThrow(
    /^A PDF needs Chrome, Chromium or Edge.*apt-get install chromium.*\.$/,
  )
  expect(() => find('darwin', [])).toThrow(/brew install/)
})
