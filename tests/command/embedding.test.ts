/** The package as another program imports it: the examples of `docs/embedding.md`, unchanged, and its types. */
import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { DESKTOP, follow } from '../support/browsers.ts'
import { freePort } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'

const run = promisify(execFile)

/** The examples, in their order. */
async function examples(): Promise<string[]> {
  const text = await readFile('docs/embedding.md', 'utf8')
  return [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code)
}

/** A project with a deck, in which `lectern` and its packages are installed. */
async function project(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'node_modules', '@types'), { recursive: true })
  await symlink(resolve('.'), join(folder, 'node_modules', 'lectern'))
  for (const name of ['express', '@types/express', '@types/node'])
    await symlink(resolve('node_modules', name), join(folder, 'node_modules', name))
  await mkdir(join(folder, 'slides', 'hello'), { recursive: true })
  await writeFile(join(folder, 'slides', 'hello', 'deck.md'), '# Hello\n\n---\n\n## Two\n')
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

test('[C5] a talk runs in an Express server of somebody else', async () => {
  const [server = ''] = await examples()
  const cwd = await project()
  await writeFile(join(cwd, 'server.mjs'), server)
  const port = await freePort()
  const child = spawn(process.execPath, ['server.mjs', String(port)], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  onTestFinished(() => void child.kill('SIGKILL'))
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  expect(value).toMatch(new RegExp(`^Pair your phone: http://localhost:${port}/hello/presenter#key=`))
  const url = `http://localhost:${port}`
  expect(await (await fetch(url)).json()).toEqual([{ title: 'Hello', url: '/hello/' }])
  const { page } = await follow({ url }, '/hello/', { ...DESKTOP, unstable: true })
  await page.waitForSelector('html[data-link=live]')
  const exit = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  expect(await exit, errors).toBe(0)
})

test('[C5] a deck is compiled without a server, and both examples fit the types', async () => {
  const [server = '', deck = ''] = await examples()
  const cwd = await project()
  await writeFile(join(cwd, 'deck.mjs'), deck)
  const { stdout } = await run(process.execPath, ['deck.mjs'], { cwd })
  expect(stdout).toBe('Hello 2 []\n')
  await writeFile(join(cwd, 'server.ts'), server)
  await writeFile(join(cwd, 'deck.ts'), deck)
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
  ]
  await run(process.execPath, [tsc, ...options, 'server.ts', 'deck.ts'], { cwd })
})
