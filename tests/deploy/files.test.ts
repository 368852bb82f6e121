/** The files of deploy/ that cannot be run here: what they name exists, and tools check what they can. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import pino from 'pino'
import { parse } from 'yaml'
import { createHealth } from '../../server/http/health.ts'
import { openMachinePort } from '../../server/ops/machine-port.ts'
import { createMetrics } from '../../server/ops/metrics.ts'
import { HELP } from '../../server/command/options.ts'
import { instructions } from '../support/dockerfile.ts'

const read = (name: string): Promise<string> => readFile(join('deploy', name), 'utf8')

/** Each is an option of the command; those that only the environment has are in the help as written. */
function expectSettings(names: string[]): void {
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const option = name.replace('LECTERN_', '--').toLowerCase().replaceAll('_', '-')
    expect(HELP.includes(option) || HELP.includes(name), name).toBe(true)
  }
}

test('[N6] the Dockerfile copies files that exist, runs scripts that exist, and runs as an unprivileged user', async () => {
  const steps = instructions(await read('Dockerfile'))
  const scripts = Object.keys(
    (JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object }).scripts,
  )
  for (const { name, text } of steps) {
    if (name === 'COPY' && !text.includes('--from'))
      for (const source of text.split(' ').slice(0, -1)) expect(existsSync(source), source).toBe(true)
    const [, script] = /npm run (\S+)/.exec(text) ?? []
    if (script !== undefined) expect(scripts).toContain(script)
  }
  const last = (name: string): string => steps.findLast((step) => step.name === name)?.text ?? ''
  expect(last('USER')).toBe('node')
  expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['node', 'dist/server/cli.js'])
  expectSettings(last('ENV').match(/LECTERN_\w+/g) ?? [])
})

test('[N6] the image’s health check tells a working server from a dead one', async () => {
  const health = createHealth(
    [],
    () => false,
    () => null,
  )
  const logger = pino({ level: 'silent' })
  const machine = { host: '127.0.0.1', port: 0, health, metrics: createMetrics(), logger }
  const opened = await openMachinePort(machine)
  onTestFinished(opened.close)
  const check = instructions(await read('Dockerfile')).find(({ name }) => name === 'HEALTHCHECK')?.text ?? ''
  const [, ...args] = JSON.parse(/CMD (\[.*\])$/.exec(check)?.[1] ?? '') as string[]
  const run = async (port: number): Promise<number | null> => {
    const { spawn } = await import('node:child_process')
    const child = spawn(
      process.execPath,
      args.map((arg) => arg.replace('9464', String(port))),
    )
    return new Promise((resolve) => child.once('exit', resolve))
  }
  expect(await run(opened.port)).toBe(0)
  await opened.close()
  expect(await run(opened.port)).toBe(1)
})

interface Service {
  build?: { context: string; dockerfile: string }
  volumes?: string[]
  environment?: Record<string, string | number>
  command?: string[]
  depends_on?: string[] | Record<string, object>
}

test('[N7] compose.yaml: three nodes, a Redis that stores everything, and files and settings that exist', async () => {
  const { services } = parse(await read('compose.yaml')) as { services: Record<string, Service> }
  expect(Object.keys(services)).toEqual(['lectern-1', 'lectern-2', 'lectern-3', 'redis', 'haproxy'])
  for (const { volumes = [], depends_on = [] } of Object.values(services)) {
    for (const volume of volumes) {
      const host = volume.replace(/^\$\{\w+:-(.*)\}:/, '$1:').split(':')[0] ?? ''
      if (host.startsWith('.')) expect(existsSync(join('deploy', host)), host).toBe(true)
    }
    const needs = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)
    expect(Object.keys(services)).toEqual(expect.arrayContaining(needs))
  }
  const node = services['lectern-1']
  expect(existsSync(join('deploy', node?.build?.context ?? '?', node?.build?.dockerfile ?? '?'))).toBe(true)
  expectSettings(Object.keys(node?.environment ?? {}))
  expect(services['redis']?.command?.join(' ')).toContain('--appendonly yes --appendfsync always')
  const haproxy = await read('haproxy.cfg')
  for (const name of Object.keys(services['haproxy']?.environment ?? {}))
    expect(haproxy).toContain(`"\${${name}}"`)
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasSystemd)('[N8] systemd accepts the unit and rates it as well confined', async () => {
  const unit = join('deploy', 'lectern.service')
  expectSettings((await read('lectern.service')).match(/LECTERN_(?!PUBLIC_URL=…)[A-Z_]+(?==)/g) ?? [])
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
  expect([verified.status, verified.stderr]).toEqual([0, ''])
  const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit])
  expect(judged.status, 'exposure of 2.0 or less').toBe(0)
})

test.skipIf(process.platform !== 'linux')('[N8] the kernel knows every limit that is set', async () => {
  const keys = [...(await read('sysctl.conf')).matchAll(/^([\w.]+) = \S/gm)].map(([, key = '']) => key)
  expect(keys).toContain('net.core.somaxconn')
  for (const key of keys) expect(existsSync(`/proc/sys/${key.replaceAll('.', '/')}`), key).toBe(true)
})

test('[N11] the guide names metrics, options and files that exist', async () => {
  const guide = await readFile('docs/deploying.md', 'utf8')
  const figures = await createMetrics().text()
  for (const [name] of guide.matchAll(/\blectern_[a-z_]+/g))
    expect(figures, name).toContain(`# TYPE ${name} `)
  // The guide names each metric of ours.
  for (const [, name = ''] of figures.matchAll(/^# TYPE (lectern_\w+) /gm))
    expect(guide, name).toContain(name)
  for (const [, target = ''] of guide.matchAll(/\]\((\.\.\/[^)#]+)\)/g))
    expect(existsSync(join('docs', target)), target).toBe(true)
  for (const [, option = ''] of guide.matchAll(/^lectern .*?(--[a-z-]+)/gm)) expect(HELP).toContain(option)
})
