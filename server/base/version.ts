/** This program's version and those of its packages, from package.json. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Versions } from '../../protocol/room.ts'

interface Manifest {
  version: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** The folder of `package.json`: two levels up in the build, one level up in the sources. */
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

/** The packages that a talk runs on. Each dependency is pinned to the version in package.json. */
export function versions(): Versions {
  if (known) return known
  const { dependencies, devDependencies, version: own } = readManifest()
  const all = { ...devDependencies, ...dependencies }
  const parts = SHOWN.map(([name, dependency]) => [name, all[dependency] ?? ''])
  known = { ...Object.fromEntries(parts), 'Node.js': process.versions.node, Lectern: own } as Versions
  return known
}
