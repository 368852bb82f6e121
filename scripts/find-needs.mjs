/**
 * Finds what the tests need beside Node, installs it where that is possible, or says how in one line. With the word
 * `browsers` it looks for what `npm run test:browsers` needs instead.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

const NEEDS = [
  {
    what: 'Chromium, for the browser stories',
    aptPackage: 'chromium',
    or: ' or set CHROMIUM_PATH',
    found: () => CHROMIUM.some((path) => path && existsSync(path)),
  },
  {
    what: 'Python 3, which reads the Python on the slides',
    aptPackage: 'python3',
    or: '',
    found: () => spawnSync('python3', ['--version']).status === 0,
  },
  {
    what: 'redis-server, for talks that several nodes run, and for the feed from a Redis channel',
    aptPackage: 'redis-server',
    or: '',
    found: () => spawnSync('redis-server', ['--version']).status === 0,
  },
  {
    what: 'HAProxy, which is tested with the file in deploy/',
    aptPackage: 'haproxy',
    or: '',
    found: () => spawnSync('haproxy', ['-v']).status === 0 || existsSync('/usr/sbin/haproxy'),
  },
  {
    what: 'nginx, which is tested with the file in deploy/',
    aptPackage: 'nginx-light',
    or: '',
    found: () => spawnSync('nginx', ['-v']).status === 0 || existsSync('/usr/sbin/nginx'),
  },
  {
    what: 'Caddy, which is tested with the file in deploy/',
    aptPackage: 'caddy',
    or: '',
    found: () => spawnSync('caddy', ['version']).status === 0,
  },
  {
    what: 'strace, which makes a disk fail',
    aptPackage: 'strace',
    or: '',
    found: () => spawnSync('strace', ['--version']).status === 0,
  },
]

const BROWSERS = [
  {
    what: 'Firefox ESR',
    aptPackage: 'firefox-esr',
    or: '',
    found: () => existsSync('/usr/bin/firefox-esr'),
  },
  {
    what: 'WebKitGTK’s WebDriver',
    aptPackage: 'webkit2gtk-driver',
    or: '',
    found: () => existsSync('/usr/bin/WebKitWebDriver'),
  },
  {
    what: 'Xvfb, a screen for WebKitGTK',
    aptPackage: 'xvfb',
    or: '',
    found: () => existsSync('/usr/bin/Xvfb'),
  },
]

const wanted = process.argv[2] === 'browsers' ? BROWSERS : NEEDS
const missing = wanted.filter((need) => !need.found())
if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  const packages = missing.map((need) => need.aptPackage)
  console.log(`Installing what the tests need: ${packages.join(', ')} …`)
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'ignore',
    })
  } catch {
    // The lines below say what is still missing.
  }
}
for (const { what, aptPackage, or, found } of missing) {
  if (found()) continue
  console.error(`The tests need ${what}: install it (Debian: apt-get install ${aptPackage})${or}.`)
  process.exitCode = 1
}
