/** Tests how a tunnel is kept open, with small programs in place of the real ones. */
import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../support/server.ts'
import { chooseTunnel } from '../../server/tunnel/choose.ts'
import { isInstalled } from '../../server/tunnel/child.ts'
import type { Meaning, TunnelKind } from '../../server/tunnel/kind.ts'
import { openTunnel, type Tunnel, type Waits } from '../../server/tunnel/tunnel.ts'

const LOCAL = { host: '127.0.0.1', port: 4000, secure: false }
const WAITS: Waits = { again: 1, mostAgain: 20, opens: 60_000, ask: 1, first: 60_000, close: 50 }

/** `script` runs in a shell; each line that it writes to stderr is a meaning in JSON. */
function told(script: string): TunnelKind {
  return {
    name: 'a test',
    program: 'sh',
    from: '',
    ifUnreachable: 'gateway',
    args: () => ['-c', script],
    reader: () => (line) => JSON.parse(line) as Meaning,
  }
}

function open(script: string, waits = WAITS): Tunnel {
  const tunnel = openTunnel(told(script), LOCAL, waits)
  onTestFinished(tunnel.close)
  return tunnel
}

const say = (meaning: Meaning): string => `echo '${JSON.stringify(meaning)}' >&2`

/** A public address whose answer the test chooses. */
async function publicAddress(): Promise<{ url: string; answer: (status: number) => void }> {
  let status = 200
  const server = createServer((_request, response) => response.writeHead(status).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (next) => (status = next),
  }
}

test('[C6] the address is used once it answers, and what to do is told while it does not', async () => {
  const { url, answer } = await publicAddress()
  answer(502)
  const tunnel = open(`${say({ is: 'open', url })}; exec sleep 1000`)
  await tunnel.firstTry
  expect(tunnel.status).toEqual({
    name: 'a test',
    url: null,
    trouble: { is: 'gateway', line: url, target: '' },
  })
  answer(200)
  await expect.poll(() => tunnel.status).toEqual({ name: 'a test', url, trouble: null })
})

test('[C7] a program that ends is started again, and the reason is told until it works', async () => {
  const { url } = await publicAddress()
  const folder = await temporaryFolder()
  const times = join(folder, 'times')
  const tunnel = open(
    `echo x >> ${times}; if [ $(wc -l < ${times}) -lt 4 ]; then ${say({ is: 'trouble', line: 'no route' })}; exit 255; fi; ${say({ is: 'open', url })}; exec sleep 1000`,
  )
  const seen: string[] = []
  tunnel.onChange(({ url: now, trouble }) => seen.push(now ?? trouble?.line ?? ''))
  await expect.poll(() => tunnel.status.url).toBe(url)
  expect(seen).toEqual(['no route', url])
})

test('[C7] a lost line has no address until the program has it again', async () => {
  const { url } = await publicAddress()
  const folder = await temporaryFolder()
  const go = join(folder, 'go')
  const tunnel = open(
    `${say({ is: 'open', url })}; until [ -e ${go} ]; do sleep 0.01; done; ${say({ is: 'lost' })}; until [ -e ${go}2 ]; do sleep 0.01; done; ${say({ is: 'open', url })}; exec sleep 1000`,
  )
  await expect.poll(() => tunnel.status.url).toBe(url)
  await writeFile(go, '')
  await expect.poll(() => tunnel.status).toMatchObject({ url: null, trouble: { is: 'lost' } })
  await writeFile(`${go}2`, '')
  await expect.poll(() => tunnel.status.url).toBe(url)
})

test('[C7] a program that does not open in time is started again', async () => {
  const tunnel = open('exec sleep 1000', { ...WAITS, opens: 1 })
  await tunnel.firstTry
  expect(tunnel.status.trouble).toEqual({ is: 'late', line: '', target: '' })
})

test('[C9] closing ends the program, also one that ignores the signal', async () => {
  const folder = await temporaryFolder()
  const pid = join(folder, 'pid')
  const { url } = await publicAddress()
  const tunnel = openTunnel(
    told(`trap '' TERM; echo $$ > ${pid}; ${say({ is: 'open', url })}; while :; do sleep 0.05; done`),
    LOCAL,
    WAITS,
  )
  await tunnel.firstTry
  await tunnel.close()
  const { readFileSync } = await import('node:fs')
  const number = Number(readFileSync(pid, 'utf8'))
  await vi.waitFor(() => expect(() => process.kill(number, 0)).toThrow(/ESRCH/), 10_000)
})

test('[C8] a missing program is one line that says how to get it', async () => {
  const folder = await temporaryFolder()
  expect(() => chooseTunnel('cloudflared', null, { PATH: folder })).toThrow(
    /^--tunnel needs the program cloudflared, which is not in PATH: get it from https:\/\/.*\.$/,
  )
  await writeFile(join(folder, 'cloudflared'), '')
  expect(isInstalled('cloudflared', { PATH: folder })).toBe(false)
  await chmod(join(folder, 'cloudflared'), 0o755)
  expect(isInstalled('cloudflared', { PATH: folder })).toBe(true)
  expect(chooseTunnel('cloudflared', null, { PATH: folder }).name).toBe('cloudflared')
})

test('[C7] cloudflared: another process has another address', async () => {
  const folder = await temporaryFolder()
  const times = join(folder, 'times')
  // What the real program prints.
  const script = `#!/bin/sh
echo x >> ${times}
n=$(wc -l < ${times})
echo "2026-11-28T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com..." >&2
echo "2026-11-28T10:00:01Z INF |  https://river-$n.trycloudflare.com                    |" >&2
echo "2026-11-28T10:00:02Z INF Registered tunnel connection connIndex=0 connection=bb52 event=0 ip=198.41.200.13 location=fra08 protocol=quic" >&2
until [ -e ${folder}/end-$n ]; do sleep 0.01; done
echo "2026-11-28T10:00:03Z ERR Serve tunnel error error=\\"control stream encountered a failure\\" connIndex=0" >&2
`
  await writeFile(join(folder, 'cloudflared'), script, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  const tunnel = openTunnel(chooseTunnel('cloudflared', null), LOCAL, WAITS, async () => true)
  onTestFinished(tunnel.close)
  const seen: string[] = []
  tunnel.onChange(({ url, trouble }) => seen.push(url ?? trouble?.line ?? ''))
  await expect.poll(() => tunnel.status.url).toBe('https://river-1.trycloudflare.com')
  await writeFile(join(folder, 'end-1'), '')
  await expect.poll(() => tunnel.status.url).toBe('https://river-2.trycloudflare.com')
  expect(seen).toEqual([
    'https://river-1.trycloudflare.com',
    'Serve tunnel error: control stream encountered a failure',
    'https://river-2.trycloudflare.com',
  ])
})
