/** Builds the pages with Vite and the server with TypeScript, then compresses what browsers download. */
import { execFileSync } from 'node:child_process'
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Built in a temporary folder and moved at the end, so that a server running from the last build keeps its files. */
const aside = resolve(`dist-${process.pid}`)

try {
  await build({ logLevel: 'warn', build: { outDir: `${aside}/client` } })
  const replay = `${aside}/client/replay`
  await build({ configFile: 'vite.replay.ts', logLevel: 'warn', build: { outDir: replay } })
  await cp('audience/replay/index.html', `${replay}/index.html`)
  await buildReportStyles()
  for (const mode of ['site', 'print']) {
    const outDir = `${aside}/client/${mode}`
    await build({ configFile: 'vite.site.ts', mode, logLevel: 'warn', build: { outDir } })
    await cp(`site/${mode}.html`, `${outDir}/index.html`)
  }
  await compress(`${aside}/client/assets`)
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.server.json', '--outDir', aside]
  execFileSync(process.execPath, tsc, { stdio: 'inherit' })
  for (const folder of ['server/feeds/recording', 'server/command/starter'])
    await cp(folder, `${aside}/${folder}`, { recursive: true })
  await rm('dist', { recursive: true, force: true })
  await rename(aside, 'dist')
} finally {
  await rm(aside, { recursive: true, force: true })
}

/** One file with its fonts, which is written into each report. */
async function buildReportStyles() {
  const input = resolve('client/theme/report.css')
  const rolldownOptions = { input, output: { assetFileNames: 'report.css' } }
  const options = { write: false, assetsInlineLimit: Infinity, rolldownOptions }
  const { output } = await build({ configFile: false, logLevel: 'warn', build: options })
  const sheet = output.find(({ fileName }) => fileName === 'report.css')
  await writeFile(`${aside}/client/report.css`, sheet.source)
}

async function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  for (const file of await readdir(folder)) {
    if (!/\.(js|css|svg|json|webmanifest)$/.test(file)) continue
    const body = await readFile(`${folder}/${file}`)
    await writeFile(`${folder}/${file}.br`, brotliCompressSync(body, { params }))
    await writeFile(`${folder}/${file}.gz`, gzipSync(body, { level: 9 }))
  }
}
