/** The program of the worker that the audience sends requests to: it really blocks, or, as an event loop, really waits. */

/** A number to be served, with the duration of each phase in ms. */
export interface Job {
  job: number
  phases: number[]
}

/** `phase` begins, or the job is done. */
export type Report = { job: number; phase: number } | { job: number; done: true }

/**
 * JavaScript, since a worker cannot compile or strip types, in tests or in a build. Cell 0 contains the job that was
 * hung up last, because a blocked worker receives no message. The exhibit shows exactly this.
 */
export const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const cell = new Int32Array(workerData.cell)
const open = new Map()

function block({ job, phases }) {
  phases.forEach((ms, phase) => {
    parentPort.postMessage({ job, phase })
    const last = Atomics.load(cell, 0)
    if (last !== job) Atomics.wait(cell, 0, last, ms)
  })
  parentPort.postMessage({ job, done: true })
}

function yieldBetween({ job, phases }, phase = 0) {
  if (phase === phases.length) {
    open.delete(job)
    return parentPort.postMessage({ job, done: true })
  }
  parentPort.postMessage({ job, phase })
  open.set(job, setTimeout(yieldBetween, phases[phase], { job, phases }, phase + 1))
}

parentPort.on('message', (message) => {
  if (!message.hangUp) return workerData.loop ? yieldBetween(message) : block(message)
  clearTimeout(open.get(message.hangUp))
  if (open.delete(message.hangUp)) parentPort.postMessage({ job: message.hangUp, done: true })
})
`
