/** Starts a program that ends with this process, however this process ends, and reads its messages. */
import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * The kernel closes our end of the pipe, even after SIGKILL; the shell then ends the program. Only the program writes to
 * stderr, because a shell also tells about signals.
 */
const GUARD = `exec 3<&0 4>&2 2>/dev/null
"$@" </dev/null 2>&4 3<&- 4>&- &
child=$!
exec 4>&-
(read -r _ <&3; kill "$child") &
wait "$child"`

export interface Child {
  /** Resolves when it has ended and every line was read. */
  ended: Promise<void>
  /** Kills it after this time. */
  end(withinMs: number): Promise<void>
}

/** `line` gets each line that the program writes to stderr. */
export function startChild(program: string, args: string[], line: (text: string) => void): Child {
  const [command, ...all] =
    process.platform === 'win32' ? [program, ...args] : ['sh', '-c', GUARD, 'sh', program, ...args]
  const child = spawn(command ?? program, all, {
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C in the terminal is for this process only.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  // It may have ended already.
  child.stdin.on('error', () => {})
  createInterface({ input: child.stderr }).on('line', line)
  child.on('exit', () => child.stdin.end())
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      line(error.message)
      resolve()
    })
    child.on('close', () => resolve())
  })
  return {
    ended,
    async end(withinMs) {
      child.stdin.end()
      if (process.platform === 'win32') child.kill()
      const limit = setTimeout(() => killGroup(child.pid), withinMs)
      await ended
      clearTimeout(limit)
    },
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether a program of this name is in PATH. */
export function isInstalled(program: string, { PATH = '', PATHEXT = '' } = process.env): boolean {
  const endings = ['', ...PATHEXT.split(';').filter(Boolean)]
  return PATH.split(delimiter).some((folder) => endings.some((end) => isProgram(join(folder, program + end))))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
