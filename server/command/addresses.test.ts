/** Tests which address is shown in the room, and which origins are allowed. */
import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { createAddresses, hostNames, lanAddresses } from './addresses.ts'

function at(address: string, internal = false): NetworkInterfaceInfo[] {
  const family = address.includes(':') ? 'IPv6' : 'IPv4'
  return [
    { address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 },
  ] as NetworkInterfaceInfo[]
}

const LOOPBACK = { lo: [...at('127.0.0.1', true), ...at('::1', true)] }

test.each([
  [
    'Wi-Fi of a Mac',
    { bridge100: at('192.168.64.1'), en0: at('192.168.178.23'), utun3: at('10.8.0.2') },
    '192.168.178.23',
  ],
  [
    'Linux with containers',
    {
      docker0: at('172.17.0.1'),
      'br-1f': at('172.18.0.1'),
      vethab: at('172.19.0.1'),
      wlp2s0: at('10.1.2.3'),
    },
    '10.1.2.3',
  ],
  ['Windows with WSL', { 'vEthernet (WSL)': at('172.28.0.1'), 'Wi-Fi': at('192.168.0.7') }, '192.168.0.7'],
  ['Ethernet and Wi-Fi', { eth0: at('10.0.0.2'), wlan0: at('10.0.0.3') }, '10.0.0.3'],
  ['Ethernet without DHCP', { eth0: at('169.254.3.4'), usb0: at('192.168.42.9') }, '192.168.42.9'],
  ['only a public address', { eth0: at('203.0.113.9') }, '203.0.113.9'],
  ['only a tunnel', { wg0: at('10.9.0.2') }, undefined],
])('[H13] %s: finds the address that a phone can reach', (_what, interfaces, expected) => {
  expect(lanAddresses({ ...LOOPBACK, ...interfaces })[0]).toBe(expected)
})

const TWO = {
  ...LOOPBACK,
  wlan0: [...at('192.168.1.5'), ...at('fe80::1'), ...at('fd00::2')],
  eth0: at('10.0.0.9'),
}

test('[H13] links show the local network address, or the given one', () => {
  const place = { secure: false, host: '0.0.0.0', port: 4000, publicUrl: null }
  const found = createAddresses(place, () => TWO)
  expect(found.publicUrl()).toBe('http://192.168.1.5:4000')
  expect(found.otherUrls()).toEqual(['http://10.0.0.9:4000'])
  expect(found.localUrl()).toBe('http://localhost:4000')
  expect(createAddresses(place, () => LOOPBACK).publicUrl()).toBe('http://localhost:4000')
  expect(createAddresses({ ...place, host: '192.168.1.5', port: 80 }, () => TWO).publicUrl()).toBe(
    'http://192.168.1.5',
  )
  const behind = createAddresses({ ...place, publicUrl: 'https://talk.example.com' }, () => TWO)
  expect(behind.publicUrl()).toBe('https://talk.example.com')
  expect(behind.otherUrls()).toEqual([])
})

test('[S4] the origins are exactly those of every name of this computer, and the public one', () => {
  const place = { secure: true, host: '0.0.0.0', port: 443, publicUrl: 'https://talk.example.com' }
  const origins = createAddresses(place, () => TWO).origins()
  for (const host of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    '192.168.1.5',
    '[fd00::2]',
    '10.0.0.9',
    'talk.example.com',
  ]) {
    expect(origins).toContain(`https://${host}`)
  }
  expect(origins.every((origin) => origin === new URL(origin).origin && origin.startsWith('https:'))).toBe(
    true,
  )
  expect(origins.join()).not.toContain('fe80')
})

test('[S4] a server that listens on one address has no other origin', () => {
  const place = { secure: false, host: '192.168.1.5', port: 4000, publicUrl: null }
  expect(createAddresses(place, () => TWO).origins()).toEqual(['http://192.168.1.5:4000'])
  expect(hostNames('127.0.0.1')).toEqual(['127.0.0.1', 'localhost', '::1'])
})

test('[C6] the address of a tunnel is the public one while it answers, and its pages may always connect', () => {
  let tunnel: string | null = null
  const place = { secure: false, host: '0.0.0.0', port: 4000, publicUrl: null, tunnelUrl: () => tunnel }
  const found = createAddresses(place, () => TWO)
  const local = found.publicUrl()
  expect(found.origins()).not.toContain('https://a.example')
  tunnel = 'https://a.example'
  expect(found.publicUrl()).toBe('https://a.example')
  expect(found.otherUrls()).toContain(local)
  expect(found.origins()).toContain('https://a.example')
  tunnel = null
  expect(found.publicUrl()).toBe(local)
  expect(found.origins()).toContain('https://a.example')
})
