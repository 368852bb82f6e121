/** Runs the contract suite for the memory log. */
import { logContract } from './contract.ts'
import { openMemoryLog } from './memory.ts'

logContract('memory', async (_place, report) => openMemoryLog(report), { durable: false })
