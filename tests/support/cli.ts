/** The real program in a test: killed when the test ends. */
import { onTestFinished } from 'vitest'
import { spawnProgram, type Program } from './program.ts'

/** Starts the built program and resolves when it is ready. */
export async function startProgram(deck: string, port: number, ...options: string[]): Promise<Program> {
  const program = await spawnProgram(deck, port, ...options)
  onTestFinished(program.killHard)
  return program
}
