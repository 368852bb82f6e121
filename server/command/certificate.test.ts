/** Tests the certificates of --https, generated or given. */
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownCertificate, selfSignedCertificate } from './certificate.ts'

const HOSTS = ['localhost', '127.0.0.1', '::1', '192.168.1.5']
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-cert-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('[H14] a generated certificate covers every host, serves TLS, and its key is private', async () => {
  const { cert, key } = await selfSignedCertificate(folder, HOSTS)
  const parsed = new X509Certificate(cert)
  expect(parsed.checkHost('localhost')).toBe('localhost')
  for (const address of HOSTS.slice(1)) expect(parsed.checkIP(address)).toBe(address)
  const days = (Date.parse(parsed.validTo) - Date.parse(parsed.validFrom)) / 86_400_000
  expect(days).toBeLessThanOrEqual(398)
  expect(statSync(join(folder, 'certificate-key.pem')).mode & 0o777).toBe(0o600)

  const server = createServer({ cert, key }, (_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const status = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', ca: cert }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end()
  })
  server.closeAllConnections()
  server.close()
  expect(status).toBe(200)
})

test('[H14] it is reused while it covers every host, and replaced when it does not', async () => {
  const first = await selfSignedCertificate(folder, HOSTS)
  expect(await selfSignedCertificate(folder, HOSTS.slice(0, 2))).toEqual(first)
  const second = await selfSignedCertificate(folder, [...HOSTS, '10.0.0.1'])
  expect(second).not.toEqual(first)
  expect(readFileSync(join(folder, 'certificate.pem'), 'utf8')).toBe(second.cert)
  writeFileSync(join(folder, 'certificate-key.pem'), 'damaged')
  expect(await selfSignedCertificate(folder, HOSTS)).not.toEqual(second)
})

test('[H14] without a folder nothing is written', async () => {
  const { cert } = await selfSignedCertificate(null, HOSTS)
  expect(cert).toContain('BEGIN CERTIFICATE')
})

test('[H15] reads your own certificate, and refuses an invalid one in one line', async () => {
  const mine = await selfSignedCertificate(null, HOSTS)
  const other = await selfSignedCertificate(null, HOSTS)
  const cert = write('cert.pem', mine.cert)
  const key = write('key.pem', mine.key)
  expect(await ownCertificate(cert, key)).toEqual(mine)
  await expect(ownCertificate(join(folder, 'none.pem'), key)).rejects.toThrow(
    /^Cannot read the certificate .*none\.pem: no such file or directory\.$/,
  )
  await expect(ownCertificate(cert, folder)).rejects.toThrow(
    /^Cannot read the private key .*: .*directory.*\.$/,
  )
  await expect(ownCertificate(key, key)).rejects.toThrow('is not a certificate in PEM form.')
  await expect(ownCertificate(cert, cert)).rejects.toThrow('is not a private key in PEM form')
  await expect(ownCertificate(cert, write('other.pem', other.key))).rejects.toThrow(
    /^The key .*other\.pem does not belong to the certificate .*cert\.pem\.$/,
  )
})
