/** Asks the server that runs on this computer for its checks. */
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { CheckAnswer } from '../../protocol/check.ts'
import { proofOf } from '../keys/proof.ts'

const WITHIN_MS = 5000

/** `key` is the presenter's key; without one, no server of ours can run. */
export async function askForChecks(
  url: string,
  key: string | null,
): Promise<CheckAnswer | 'no-server' | 'other-key'> {
  const headers = { Authorization: `Proof ${proofOf(key ?? '')}` }
  const { status, text } = await get(`${url}/check.json`, headers)
  if (status === 200) return readAnswer(text)
  return status === 403 || status === 429 ? 'other-key' : 'no-server'
}

/** Another program may listen there. */
function readAnswer(text: string): CheckAnswer | 'no-server' {
  try {
    const answer = JSON.parse(text) as Partial<CheckAnswer>
    return Array.isArray(answer.talks) && typeof answer.address === 'string'
      ? (answer as CheckAnswer)
      : 'no-server'
  } catch {
    return 'no-server'
  }
}

/** Status 0 if nobody answers. Our certificate may be valid for other names, and the request has no secret. */
function get(url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  const options = { headers, agent: false as const, rejectUnauthorized: false }
  return new Promise((resolve) => {
    const nobody = (): void => resolve({ status: 0, text: '' })
    const asked = request(url, { ...options, signal: AbortSignal.timeout(WITHIN_MS) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (text += piece))
      response.on('error', nobody)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', nobody)
    asked.end()
  })
}
