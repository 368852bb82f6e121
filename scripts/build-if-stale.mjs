/** Builds before a start when there is no build yet, or a source is newer than it; else costs some milliseconds. */
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
  'scripts/build.mjs',
  'vite.config.ts',
  'vite.pages.ts',
  'vite.reveal.ts',
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
  console.log('Building Lectern, once …')
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
