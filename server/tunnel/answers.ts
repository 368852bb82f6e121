/** Asks a public address whether this server answers there. */
import { request as plainRequest, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'

const WITHIN_MS = 5000

/** Our own certificate may be valid for other names only, and no secret is sent. */
const OPTIONS: RequestOptions & { rejectUnauthorized: boolean } = { agent: false, rejectUnauthorized: false }

export function answersAt(url: string): Promise<boolean> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  return new Promise((resolve) => {
    const asked = request(
      `${url}/healthz`,
      { ...OPTIONS, signal: AbortSignal.timeout(WITHIN_MS) },
      (response) => {
        response.resume()
        response.on('error', () => resolve(false))
        response.on('end', () => resolve(response.statusCode === 200))
      },
    )
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
