/** The certificate for HTTPS: the speaker's own, or a generated one that is reused until it no longer fits. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { isFull, reason } from '../base/errors.ts'

/** PEM texts. */
export interface Certificate {
  cert: string
  key: string
}

/** Phones reject certificates that are valid for longer. */
const DAYS = 397
const DAY_MS = 24 * 60 * 60 * 1000
const CERT_FILE = 'certificate.pem'
const KEY_FILE = 'certificate-key.pem'

/** Reads the speaker's own files. Rejects with a one-line message if they cannot be used. */
export async function ownCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const cert = await readPem(certFile, 'certificate')
  const key = await readPem(keyFile, 'private key')
  const problem = mismatch({ cert, key }, certFile, keyFile)
  if (problem) throw new Error(problem)
  return { cert, key }
}

/**
 * A certificate for these host names and addresses. With a folder, it is stored there, the key with mode 0600, and
 * reused, so that a phone must accept it only once.
 */
export async function selfSignedCertificate(folder: string | null, hosts: string[]): Promise<Certificate> {
  const kept = folder === null ? null : await keptCertificate(folder)
  if (kept && fits(kept, hosts)) return kept
  const made = await makeCertificate(hosts)
  if (folder !== null) {
    try {
      await writeFile(join(folder, KEY_FILE), made.key, { mode: 0o600 })
      await writeFile(join(folder, CERT_FILE), made.cert)
    } catch (error) {
      // The talk starts anyway, and the next start generates another certificate.
      if (!isFull(error)) throw error
    }
  }
  return made
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(`Cannot read the ${what} ${file}: ${reason(cause)}.`, { cause })
  }
}

/** What is wrong with a pair of PEM texts, or null. */
function mismatch({ cert, key }: Certificate, certFile: string, keyFile: string): string | null {
  const parsed = parse(() => new X509Certificate(cert))
  if (!parsed) return `${certFile} is not a certificate in PEM form.`
  const privateKey = parse(() => createPrivateKey(key))
  if (!privateKey) return `${keyFile} is not a private key in PEM form, or it needs a password.`
  if (!parsed.checkPrivateKey(privateKey))
    return `The key ${keyFile} does not belong to the certificate ${certFile}.`
  if (Date.parse(parsed.validTo) < Date.now())
    return `The certificate ${certFile} was valid until ${parsed.validTo}.`
  return null
}

function parse<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}

async function keptCertificate(folder: string): Promise<Certificate | null> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '')
  const kept = { cert: await read(CERT_FILE), key: await read(KEY_FILE) }
  return mismatch(kept, CERT_FILE, KEY_FILE) === null ? kept : null
}

/** Valid for at least another week, and for every host. */
function fits({ cert }: Certificate, hosts: string[]): boolean {
  const certificate = new X509Certificate(cert)
  const covers = (host: string): boolean =>
    (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined
  return Date.parse(certificate.validTo) > Date.now() + 7 * DAY_MS && hosts.every(covers)
}

async function makeCertificate(hosts: string[]): Promise<Certificate> {
  const { generate } = await import('selfsigned')
  // A phone's clock may be behind.
  const notBeforeDate = new Date(Date.now() - DAY_MS)
  const made = await generate([{ name: 'commonName', value: 'Lectern' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  })
  return { cert: made.cert, key: made.private }
}
