/** Builds the image without Docker: each step of the Dockerfile is run in a shell, stage by stage, in a folder. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { instructions } from '../support/dockerfile.ts'
import { temporaryFolder } from '../support/server.ts'

test('[N9] every step of the Dockerfile works, and the result starts and is small', async () => {
  const root = await temporaryFolder()
  const stages = new Map<string, string>()
  let work = ''
  for (const { name, text } of instructions(await readFile('deploy/Dockerfile', 'utf8'))) {
    const words = text.split(' ')
    if (name === 'FROM') {
      const stage = words[2] ?? 'image'
      work = join(root, stage)
      stages.set(stage, work)
      await mkdir(work)
    }
    if (name === 'COPY') {
      const from = /--from=(\w+) /.exec(text)?.[1]
      const [source = '', target = ''] = words.slice(-2)
      const sources = from === undefined ? words.slice(0, -1) : [source]
      for (const each of sources) {
        const path = from === undefined ? each : each.replace('/app', stages.get(from) ?? '?')
        if (path === '.') copyTracked(work)
        else
          await cp(path, join(work, target.endsWith('/') ? (path.split('/').at(-1) ?? '') : target), {
            recursive: true,
          })
      }
    }
    // The RUN of the last stage creates a folder in the image.
    if (name === 'RUN' && work !== stages.get('image')) {
      const ran = spawnSync('sh', ['-c', text], { cwd: work, encoding: 'utf8' })
      expect(ran.status, `${text}\n${ran.stderr}`).toBe(0)
    }
  }
  const image = stages.get('image') ?? ''
  const version = execFileSync(process.execPath, ['dist/server/cli.js', '--version'], {
    cwd: image,
    encoding: 'utf8',
  })
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/)
  const [kilobytes] = execFileSync('du', ['-sk', image], { encoding: 'utf8' }).split('\t')
  expect(Number(kilobytes)).toBeLessThan(150_000)
}, 300_000)

/** The files that git tracks, as in a clean checkout. */
function copyTracked(to: string): void {
  execFileSync('sh', ['-c', 'git ls-files -z | tar --null -T - -c | tar -x -C "$0"', to])
}
