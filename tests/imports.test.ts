/** The import rules: which folder may import which. */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const BROWSER = ['client', 'presenter', 'audience', 'stage', 'site', 'demos']
const PAGES = ['presenter', 'audience', 'stage', 'site']
const FOLDERS = ['protocol', 'server', ...BROWSER]

interface Import {
  from: string
  /** A path for our own files, or else a package's name. */
  to: string
}

async function sources(): Promise<string[]> {
  const found: string[] = []
  for (const folder of FOLDERS) {
    const entries = await readdir(folder, { recursive: true }).catch(() => [])
    found.push(...entries.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)))
  }
  return found.filter((path) => !path.endsWith('.test.ts') && path !== 'server/log/contract.ts')
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(file, 'utf8')
  const specifiers = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
  )
  return [...specifiers].map(([, a, b]) => {
    const to = a ?? b ?? ''
    return { from: file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to }
  })
}

const all = (await Promise.all((await sources()).map(importsOf))).flat()
const top = (path: string): string => path.split('/')[0] ?? ''
const broken = (rule: (each: Import) => boolean): string[] =>
  all.filter(rule).map(({ from, to }) => `${from} imports ${to}`)

test('[Z1] protocol/ imports nothing outside itself except valibot', () => {
  expect(
    broken(({ from, to }) => top(from) === 'protocol' && top(to) !== 'protocol' && to !== 'valibot'),
  ).toEqual([])
})

test('[Z2] server and browser folders never import each other', () => {
  expect(broken(({ from, to }) => top(from) === 'server' && BROWSER.includes(top(to)))).toEqual([])
  expect(broken(({ from, to }) => BROWSER.includes(top(from)) && top(to) === 'server')).toEqual([])
  expect(broken(({ from, to }) => BROWSER.includes(top(from)) && to.startsWith('node:'))).toEqual([])
})

test('[Z3] only the entry points, server/cli.ts and server/index.ts, name a concrete log', () => {
  const concrete = /^server\/log\/(memory|(sqlite|redis)\/log)\.ts$/
  expect(broken(({ from, to }) => concrete.test(to) && !/^server\/(cli|index)\.ts$/.test(from))).toEqual([])
  expect(all.filter(({ to }) => concrete.test(to))).toHaveLength(5)
})

test('[Z4] pages import client/ and demos/, never each other', () => {
  expect(
    broken(({ from, to }) => PAGES.includes(top(from)) && PAGES.includes(top(to)) && top(from) !== top(to)),
  ).toEqual([])
  expect(
    broken(({ from, to }) => ['client', 'demos'].includes(top(from)) && PAGES.includes(top(to))),
  ).toEqual([])
})

test('[Z5] there are no import cycles, types included', () => {
  const graph = new Map<string, string[]>()
  for (const { from, to } of all) graph.set(from, [...(graph.get(from) ?? []), to])
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  expect(cycles).toEqual([])
})

/** From the bottom to the top: a folder imports only those before it. */
const ORDER = [
  'base',
  'redis',
  'deck',
  'log',
  'talk',
  'transport',
  'admission',
  'keys',
  'room',
  'feeds',
  'exhibits',
  'gateway',
  'export',
  'http',
  'ops',
  'tunnel',
  'command',
]

test('[Z10] the folders of server/ import downwards, and its root contains only the files that combine them', () => {
  const inServer = (path: string): boolean => top(path) === 'server'
  // The files at the root are above all folders.
  const level = (path: string): number => {
    const [, folder = '', file] = path.split('/')
    return file === undefined ? ORDER.length : ORDER.indexOf(folder)
  }
  const known = all.filter(({ from }) => inServer(from)).map(({ from }) => from)
  expect(known.filter((path) => level(path) === -1)).toEqual([])
  expect([...new Set(known.filter((path) => level(path) === ORDER.length))].toSorted()).toEqual([
    'server/app.ts',
    'server/cli.ts',
    'server/index.ts',
    'server/serve.ts',
  ])
  expect(broken(({ from, to }) => inServer(from) && inServer(to) && level(to) > level(from))).toEqual([])
})

test('[Z6] the rules find the imports', () => {
  expect(all.length).toBeGreaterThan(60)
  expect(all).toContainEqual({ from: 'server/room/feature-channels.ts', to: 'protocol/view.ts' })
})

/** Folders of `tests/` that tell of the whole, or of no source. */
const WHOLE = ['attacks', 'browsers', 'decks', 'faults', 'logs', 'support']
/** Rules for all folders. */
const RULES = ['imports.test.ts', 'longest-first.test.ts', 'sleeps.test.ts', 'spec.test.ts']

test('[Z13] stories are in folders named like the source folder that they test', async () => {
  const known = [...BROWSER, ...ORDER, ...WHOLE, 'deploy', 'protocol']
  expect((await readdir('tests')).filter((name) => !known.includes(name))).toEqual(RULES)
})
