/** Tests what `ssh` is asked for, and what its output means. */
import { expect, test } from 'vitest'
import { readTunnel } from './choose.ts'
import { readSshTarget, sshTunnel } from './ssh.ts'

const LOCAL = { host: '127.0.0.1', port: 4000, secure: false }

test.each([
  ['ssh://host', { destination: 'host', host: 'host', port: '', bind: { address: '*', port: 0 } }],
  ['ssh://me@host:2222/', { destination: 'me@host', port: '2222' }],
  ['ssh://host?bind=8080', { bind: { address: '*', port: 8080 } }],
  ['ssh://host?bind=0.0.0.0', { bind: { address: '0.0.0.0', port: 0 } }],
  ['ssh://host?bind=localhost:80', { bind: { address: 'localhost', port: 80 } }],
  ['ssh://[2001:db8::1]?bind=[::]:8080', { host: '2001:db8::1', bind: { address: '[::]', port: 8080 } }],
])('[C6] %s is understood', (value, expected) => {
  expect(readSshTarget(value)).toMatchObject(expected)
})

test.each([
  'ssh://',
  'ssh://-oProxyCommand=x@host',
  'ssh://-oProxyCommand=x',
  'ssh://me:secret@host',
  'ssh://host/path',
  'ssh://host?bind=70000',
  'ssh://host?bind=a b',
  'ssh://host?port=80',
  'ngrok',
])('[C6] %s is refused in one line that contains no password', (value) => {
  expect(() => readTunnel(value)).toThrow(/^--tunnel takes .*$/)
  expect(() => readTunnel(value)).not.toThrow(/secret/)
})

test('[C6] ssh forwards the port of the server, never asks, and notices a lost line', () => {
  const args = sshTunnel(readSshTarget('ssh://me@host:2222?bind=8080'), null).args(LOCAL)
  expect(args.join(' ')).toContain('-R *:8080:127.0.0.1:4000 -p 2222 -- me@host')
  expect(args.join(' ')).toMatch(/BatchMode=yes .*ExitOnForwardFailure=yes .*ServerAliveInterval=5/)
})

test.each([
  ['ssh://host', null, false, 'http://host:4000'],
  ['ssh://host?bind=80', null, false, 'http://host'],
  ['ssh://host?bind=8443', null, true, 'https://host:8443'],
  ['ssh://[2001:db8::1]?bind=8080', null, false, 'http://[2001:db8::1]:8080'],
  ['ssh://host?bind=localhost:8080', 'https://talk.example.com', false, 'https://talk.example.com'],
])('[C6] the public address of %s with %s is right', (value, publicUrl, secure, url) => {
  const read = sshTunnel(readSshTarget(value), publicUrl).reader({ ...LOCAL, secure })
  expect(read('debug1: remote forward success for: listen *:8080, connect 127.0.0.1:4000')).toEqual({
    is: 'open',
    url,
  })
})

test.each([
  ['Host key verification failed.', 'hostKey'],
  ['me@host: Permission denied (publickey).', 'denied'],
  ['Error: remote port forwarding failed for listen port 80', 'portTaken'],
])('[C8] “%s” becomes one line with what to do', (line, hint) => {
  const meaning = sshTunnel(readSshTarget('ssh://me@host'), null).reader(LOCAL)(line)
  expect(meaning).toEqual({ is: 'trouble', line, hint, target: 'me@host' })
})

test('[C8] what ssh says without a known remedy is the line itself', () => {
  const line = 'ssh: connect to host host port 22: Connection refused'
  expect(sshTunnel(readSshTarget('ssh://me@host'), null).reader(LOCAL)(line)).toEqual({ is: 'trouble', line })
})

test.each([
  'debug1: Offering public key: me',
  'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19',
  'Authenticated to host ([192.0.2.1]:22) using "publickey".',
  'Transferred: sent 3396, received 3148 bytes, in 3.8 seconds',
  '',
])('[C8] “%s” is no trouble', (line) => {
  expect(sshTunnel(readSshTarget('ssh://me@host'), null).reader(LOCAL)(line)).toBeNull()
})
