/** A real sshd for one test, and an `ssh` that knows it and its key, as a speaker's ssh would by its settings. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { delimiter, join } from 'node:path'
import { userInfo } from 'node:os'
import { onTestFinished } from 'vitest'
import { freePort } from './ports.ts'
import { temporaryFolder } from './server.ts'

export interface TestSshd {
  port: number
  user: string
  /** Connections to this port are accepted as well; it may be the port of a proxy in front of it. */
  env(port: number): Promise<{ PATH: string }>
}

export async function startSshd(): Promise<TestSshd> {
  const folder = await temporaryFolder()
  const at = (name: string): string => join(folder, name)
  for (const name of ['host', 'person'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
  await copyFile(at('person.pub'), at('authorized'))
  const port = await freePort()
  await writeFile(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `PidFile ${at('pid')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      // The folder is below one that everybody may write to.
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
    ].join('\n'),
  )
  // Debian creates it when the service starts.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  let said = ''
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`
      if (line.includes('Server listening')) resolve()
    })
    void once(child, 'exit').then(() => reject(new Error(`sshd did not start: ${said}`)))
  })

  return {
    port,
    user: userInfo().username,
    async env(reachedAt) {
      const host = await readFile(at('host.pub'), 'utf8')
      await writeFile(at('known'), `[127.0.0.1]:${reachedAt} ${host}`)
      const config = `Host *\nIdentityFile ${at('person')}\nIdentitiesOnly yes\nUserKnownHostsFile ${at('known')}\n`
      await writeFile(at('config'), config)
      mkdirSync(at('bin'))
      await writeFile(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${at('config')} "$@"\n`)
      await chmod(at('bin/ssh'), 0o755)
      return { PATH: `${at('bin')}${delimiter}${process.env['PATH']}` }
    },
  }
}
