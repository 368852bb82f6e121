/** F8 and F15: real proxies in front of three nodes; a node dies, a hall is quiet, a proxy reloads. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'
import type { Follower } from './follower.ts'
import { loseNode } from './lose-node.ts'
import { quantile, tell } from './hordes.ts'
import { startRig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const goto = (h: number) => ({ type: 'position/goto', to: { h, v: 0, f: -1 } })

const showing = (h: number) => (each: Follower) => each.live && each.view.position?.h === h

test('[F8] one of three nodes dies behind HAProxy with 400 browsers: 99 % back within 15 s', async () => {
  const { times, moved } = await loseNode(400)
  tell('F8', {
    browsers: 400,
    'of the dead node': moved,
    '99 % on the right slide ms': quantile(times, 0.99),
    'all ms': Math.max(...times),
  })
  expect(quantile(times, 0.99)).toBeLessThan(15_000)
})

/** Longer than the time-outs below. */
const QUIET_MS = 100_000

/** Time-outs from common examples; a reload gives open connections one second. */
const haproxyConfig = (port: number, server: string): string => `
global
  hard-stop-after 1s
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
listen hall
  bind 127.0.0.1:${port}
  server only ${server}
`
const nginxConfig = (port: number, server: string): string => `
daemon off;
pid nginx.pid;
error_log stderr;
worker_shutdown_timeout 1s;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://${server};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
  }
}
`
const HAPROXY = {
  config: haproxyConfig,
  args: (folder: string) => ['-W', '-db', '-f', `${folder}/proxy.conf`],
  command: 'haproxy',
  reload: 'SIGUSR2',
} as const
const NGINX = {
  config: nginxConfig,
  args: (folder: string) => ['-p', folder, '-c', `${folder}/proxy.conf`],
  command: 'nginx',
  reload: 'SIGHUP',
} as const

test.each([HAPROXY, NGINX])(
  '[F15] behind $command with short time-outs no browser is lost in a quiet hall, and all are back after a reload',
  async ({ command, config, args, reload }) => {
    const rig = await startRig()
    const folder = await temporaryFolder()
    const port = await freePort()
    await writeFile(`${folder}/proxy.conf`, config(port, new URL(rig.url).host))
    const proxy = spawn(command, args(folder), { stdio: 'ignore' })
    onTestFinished(async () => {
      proxy.kill('SIGTERM')
      await once(proxy, 'exit')
    })
    const url = `http://127.0.0.1:${port}`
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
    const driver = await rig.present()
    const crowd = await rig.crowd(60, { url, origin: rig.url })
    const ledger = createLedger()
    expect(await record(ledger, driver, goto(1))).toBe(true)
    await Promise.all(crowd.map((each) => each.until(showing(1))))
    // The quiet time that the proxy must allow.
    await sleep(QUIET_MS)
    const lost = crowd.filter(({ count }) => count.connections > 1).length
    expect(lost).toBe(0)
    expect(await record(ledger, driver, goto(2))).toBe(true)
    await Promise.all(crowd.map((each) => each.until(showing(2))))
    const reloaded = performance.now()
    proxy.kill(reload)
    const again = crowd.map((each) => each.until(({ live, count }) => live && count.connections > 1))
    await Promise.all(again)
    const back = performance.now() - reloaded
    expect(await record(ledger, driver, goto(3))).toBe(true)
    tell(`F15 ${command}`, { browsers: 60, 'quiet s': QUIET_MS / 1000, lost, 'reloaded, all back ms': back })
    await universalCheck(rig, { followers: [driver, ...crowd], ledger })
  },
)
