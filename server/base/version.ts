/** What package.json says: this program's version, and those of the packages that it is made of. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Versions } from '../../protocol/room.ts'

interface Manifest {
  version: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** The folder with `package.json`: two levels up once built, one before. */
export const PROJECT = findProject(import.meta.dirname)

function findProject(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : findProject(dirname(from))
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Manifest
}

/** From `package.json`. */
export function version(): string {
  return readManifest().version
}

const SHOWN: [name: string, dependency: string][] = [
  ['Socket.IO', 'socket.io'],
  ['Engine.IO', 'engine.io'],
  ['ws', 'ws'],
  ['Express', 'express'],
  ['reveal.js', 'reveal.js'],
]
let known: Versions | undefined

/** What a talk runs on. Each dependency is pinned to the version that is named there. */
export function versions(): Versions {
  if (known) return known
  const { dependencies, devDependencies, version: own } = readManifest()
  const all = { ...devDependencies, ...dependencies }
  const parts = SHOWN.map(([name, dependency]) => [name, all[dependency] ?? ''])
  known = { ...Object.fromEntries(parts), 'Node.js': process.versions.node, Lectern: own } as Versions
  return known
}
