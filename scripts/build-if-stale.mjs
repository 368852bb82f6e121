/** Builds before a start if there is no build or a source is newer; otherwise takes a few milliseconds. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = [
  'protocol',
  'server',
  'client',
  'audience',
  'stage',
  'presenter',
  'demos',
  'site',
  'scripts/build.mjs',
  ...readdirSync('.').filter((name) => name.startsWith('vite.')),
  'tsconfig.server.json',
  'package.json',
]
const BUILT = 'dist/server/cli.js'

function newest(path) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

if (!existsSync(BUILT) || Math.max(...SOURCES.map(newest)) > statSync(BUILT).mtimeMs) {
  console.log('Building Lectern…')
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
