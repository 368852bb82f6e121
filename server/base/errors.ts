/** Turns any error at start into a one-line message. */
import { getSystemErrorMap } from 'node:util'

/** A usage error: exit code 2 instead of 1. */
export class UsageError extends Error {}

/** The first line of the error, in words where the system gave only a number; never a stack. */
export function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? '').trim()
}

/** The operating system's message for an error, such as `permission denied`. */
export function reason(error: unknown): string {
  const errno = error instanceof Error && 'errno' in error ? Number(error.errno) : NaN
  return getSystemErrorMap().get(errno)?.[1] ?? explain(error)
}

/** Whether the error means that the disk is full. */
export function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['ENOSPC', 'EDQUOT'].includes(code) || (error instanceof Error && isFull(error.cause))
}

/** Says why the server could not listen and what to do; `option` is the option that set the port. */
export function explainListen(error: unknown, host: string, port: number, option = '--port'): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const other = port < 65_535 ? port + 1 : port - 1
  switch (code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} is busy; try ${option} ${other}.`, { cause: error })
    case 'EACCES':
      return new Error(`Port ${port} is not allowed for this user; try ${option} ${Math.max(port, 4000)}.`, {
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Error(
        `This computer has no address ${host} to listen on (${option.replace('port', 'host')}).`,
        { cause: error },
      )
    default:
      return new Error(`Cannot listen on ${host}, port ${port}: ${reason(error)}.`, { cause: error })
  }
}
