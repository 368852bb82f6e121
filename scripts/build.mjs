/** Builds the pages with Vite and the server with TypeScript, then compresses what browsers download. */
import { execFileSync } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

await rm('dist', { recursive: true, force: true })
await build({ logLevel: 'warn' })

const assets = 'dist/client/assets'
for (const file of await readdir(assets)) {
  if (!/\.(js|css|svg|json|webmanifest)$/.test(file)) continue
  const path = join(assets, file)
  const body = await readFile(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${path}.br`, brotliCompressSync(body, { params }))
  await writeFile(`${path}.gz`, gzipSync(body, { level: 9 }))
}

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.server.json'], {
  stdio: 'inherit',
})
