/** The package as a person installs it: packed, installed into an empty folder, and run. */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/server.ts'

const run = promisify(execFile)

/** Copies what the package depends on, so that npm need not download it again. */
async function copyDependencies(to: string): Promise<void> {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  const wanted = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path.startsWith('node_modules/') && !dev && !devOptional,
  )
  for (const [path] of wanted) {
    // A nested package comes with the one around it, and an optional one may be for other systems.
    if (path.lastIndexOf('node_modules/') > 0 || !existsSync(path)) continue
    await mkdir(dirname(join(to, path)), { recursive: true })
    await cp(path, join(to, path), { recursive: true, verbatimSymlinks: true })
  }
}

test('[C10] the packed package is installed into an empty folder, and begins a talk', async () => {
  const folder = await temporaryFolder()
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder])
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }]
  const cwd = join(folder, 'empty')
  await mkdir(cwd)
  await writeFile(join(cwd, 'package.json'), '{ "private": true, "type": "module" }')
  await copyDependencies(cwd)
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['install', ...quiet, join(folder, filename)], { cwd })

  const installed = join(cwd, 'node_modules', 'lectern')
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs/presenting.md', 'dist/server/index.d.ts'])
    await access(join(installed, file))
  const help = await run('npx', ['--no-install', 'lectern', '--help'], { cwd })
  expect(help.stdout).toContain('Usage: lectern')
  expect(help.stdout).not.toContain('--dev')
  await expect(run('npx', ['--no-install', 'lectern', '--dev'], { cwd })).rejects.toMatchObject({
    code: 2,
    stderr: 'lectern: --dev needs the sources of Lectern: use it in a checkout of its repository.\n',
  })

  // Not by npx, which would have to pass the signal on.
  const cli = join(installed, 'dist/server/cli.js')
  const child = spawn(process.execPath, [cli, 'new', 'my-talk', '--port', '0', '--host', '127.0.0.1'], {
    cwd,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()))
  await expect.poll(() => said).toContain('Anyone who has this link')
  const [, audience = ''] = /Audience +(\S+)/.exec(said) ?? []
  const page = await fetch(audience)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('My talk')
  const exports =
    "import { createApp, loadDeck } from 'lectern'; console.log(typeof createApp, typeof loadDeck)"
  const imported = await run(process.execPath, ['--input-type=module', '-e', exports], { cwd })
  expect(imported.stdout.trim()).toBe('function function')
})
