/** Tests what the terminal says about a tunnel. */
import { expect, test } from 'vitest'
import type { TunnelStatus, TunnelTrouble } from '../../protocol/address.ts'
import { tellTunnel, tunnelTrouble } from './tell-tunnel.ts'

const NAME = 'cloudflared'
const LOST = { is: 'lost', line: '', target: '' } as const
const AT = 'https://a.trycloudflare.com'

test('[C8] the banner says why there is no public address', () => {
  expect(tunnelTrouble({ name: NAME, url: AT, trouble: null })).toBeNull()
  expect(
    tunnelTrouble({ name: NAME, url: null, trouble: { is: 'said', line: 'No route', target: '' } }),
  ).toBe('No public address yet: cloudflared: No route. It is tried again by itself.')
  expect(tunnelTrouble({ name: NAME, url: null, trouble: null })).toContain('no answer so far.')
  const denied = { is: 'denied', line: 'Permission denied', target: 'me@host' } as const
  expect(tunnelTrouble({ name: 'ssh', url: null, trouble: denied })).toContain(
    'Permission denied. ssh me@host must work without a question, with a key of your agent.',
  )
})

test('[C7] the terminal tells once that the address is gone, is back, or is another one with a new code', () => {
  const said: string[] = []
  let tell = (_status: TunnelStatus): void => {}
  tellTunnel(
    { status: { name: NAME, url: AT, trouble: null }, onChange: (listener) => (tell = listener) },
    {
      terminal: { interactive: false, colors: false, columns: 80 },
      write: (text) => said.push(text.trim()),
      publicUrl: () => 'http://192.168.1.5:4000',
      talks: [{ id: 'hello' }],
      presenterKey: () => 'the-key',
    },
  )
  const turn = (url: string | null, trouble: TunnelTrouble | null = null): string | undefined => {
    const before = said.length
    tell({ name: NAME, url, trouble })
    return said.length === before ? undefined : said.at(-1)
  }
  expect(turn(null, LOST)).toBe(
    'The public address is gone: cloudflared: The line was lost; it connects again. It is tried again by itself. Until then: http://192.168.1.5:4000',
  )
  expect(turn(null, LOST)).toBeUndefined()
  expect(turn(AT)).toBe(`The public address is back: ${AT}`)
  turn(null, LOST)
  const renewed = turn('https://b.trycloudflare.com')
  expect(renewed).toContain('The public address is now https://b.trycloudflare.com.')
  expect(renewed).toContain('https://b.trycloudflare.com/hello/presenter#key=the-key')
})
