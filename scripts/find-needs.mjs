/**
 * Finds the programs that the tests need besides Node, installs missing ones where possible, or says how in one line.
 * With the argument `browsers`, it looks for what `npm run test:browsers` needs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** As in `tests/support/find-chromium.ts`. */
const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Debian's packages belong to its own Python; another one may come first in the path. */
const python = (name, module) => ({
  what: `Debian's ${name}, which follows a talk`,
  aptPackages: [name],
  or: '',
  found: () => spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0,
})

const NEEDS = [
  {
    what: 'Chromium, for the browser stories',
    // The first one starts and draws in half the time, but not every system has it.
    aptPackages: ['chromium-headless-shell', 'chromium'],
    or: ' or set CHROMIUM_PATH',
    found: () => CHROMIUM.some((path) => path && existsSync(path)),
  },
  {
    what: 'Python 3, which reads the Python on the slides',
    aptPackages: ['python3'],
    or: '',
    found: () => spawnSync('python3', ['--version']).status === 0,
  },
  python('python3-socketio', 'socketio'),
  python('python3-requests', 'requests'),
  python('python3-websocket', 'websocket'),
  {
    what: 'redis-server, for talks that several nodes run, and for the feed from a Redis channel',
    aptPackages: ['redis-server'],
    or: '',
    found: () => spawnSync('redis-server', ['--version']).status === 0,
  },
  {
    what: 'sshd, to which a tunnel is opened',
    aptPackages: ['openssh-server'],
    or: '',
    found: () => existsSync('/usr/sbin/sshd'),
  },
  {
    what: 'ssh, which opens a tunnel',
    aptPackages: ['openssh-client'],
    or: '',
    found: () => spawnSync('ssh', ['-V']).status === 0,
  },
  {
    what: 'HAProxy, which is tested with the file in deploy/',
    aptPackages: ['haproxy'],
    or: '',
    found: () => spawnSync('haproxy', ['-v']).status === 0 || existsSync('/usr/sbin/haproxy'),
  },
  {
    what: 'nginx, which is tested with the file in deploy/',
    aptPackages: ['nginx-light'],
    or: '',
    found: () => spawnSync('nginx', ['-v']).status === 0 || existsSync('/usr/sbin/nginx'),
  },
  {
    what: 'Caddy, which is tested with the file in deploy/',
    aptPackages: ['caddy'],
    or: '',
    found: () => spawnSync('caddy', ['version']).status === 0,
  },
  {
    what: 'strace, which makes a disk fail',
    aptPackages: ['strace'],
    or: '',
    found: () => spawnSync('strace', ['--version']).status === 0,
  },
]

const BROWSERS = [
  {
    what: 'Firefox ESR',
    aptPackages: ['firefox-esr'],
    or: '',
    found: () => existsSync('/usr/bin/firefox-esr'),
  },
  {
    what: 'WebKitGTK’s WebDriver',
    aptPackages: ['webkit2gtk-driver'],
    or: '',
    found: () => existsSync('/usr/bin/WebKitWebDriver'),
  },
  {
    what: 'Xvfb, a screen for WebKitGTK',
    aptPackages: ['xvfb'],
    or: '',
    found: () => existsSync('/usr/bin/Xvfb'),
  },
]

const wanted = process.argv[2] === 'browsers' ? BROWSERS : NEEDS
const missing = wanted.filter((need) => !need.found())
if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  const packages = missing.map(({ aptPackages }) => aptPackages[0])
  console.log(`Installing what the tests need: ${packages.join(', ')} …`)
  apt(['update', '-qq'])
  if (!install(packages)) for (const need of missing) need.aptPackages.find((name) => install([name]))
}
for (const { what, aptPackages, or, found } of missing) {
  if (found()) continue
  console.error(`The tests need ${what}: install it (Debian: apt-get install ${aptPackages.at(-1)})${or}.`)
  process.exitCode = 1
}

function install(packages) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', ...packages])
}

/** False on failure: the lines at the end say what is still missing. */
function apt(args) {
  return spawnSync('apt-get', args, { stdio: 'ignore' }).status === 0
}
