import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

/** The oldest version that Almoner runs on, and so the one that tests run on. */
const VERSION = 15

const PLACES = [
  `/usr/lib/postgresql/${VERSION}/bin`,
  `/usr/pgsql-${VERSION}/bin`,
  `/opt/homebrew/opt/postgresql@${VERSION}/bin`,
  `/usr/local/opt/postgresql@${VERSION}/bin`,
]

export type PrivatePostgres = {
  /** An address that may create databases and roles: `postgresql://almoner:…@127.0.0.1:…/postgres`. */
  readonly url: string
  stop(): Promise<void>
  /** Loses the server in the middle of whatever it does; where it restarts it is back in a moment. */
  lose(): void
}

/** The folder of PostgreSQL 15's programs: POSTGRES_BIN, else a usual place or the path; undefined when there is none. */
export function findPostgres(): string | undefined {
  const named = process.env['POSTGRES_BIN']
  const folders = named ? [named] : [...PLACES, ...(process.env['PATH'] ?? '').split(delimiter)]
  return folders.find((folder) => {
    if (!existsSync(join(folder, 'initdb'))) return false
    const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
    return new RegExp(`\\) ${VERSION}\\.`).test(stdout ?? '')
  })
}

/**
 * A PostgreSQL 15 of the tests' own: in a temporary folder, on loopback, gone with this process however it ends.
 * Inside `npm test` one server is shared: ask it for a database of your own with `freshDatabase(url)`.
 * `durable` keeps fsync on, as a live database has it: for benchmarks; never shared. `restarts`: lost, it is started again, as a
 * live one is by its service manager; never shared.
 */
export async function startPostgres(options: { durable?: boolean; restarts?: boolean } = {}): Promise<PrivatePostgres> {
  const shared = process.env['ALMONER_PRIVATE_POSTGRES']
  if (shared && !options.durable && !options.restarts)
    return {
      url: shared,
      stop: async () => {},
      lose: () => assert.fail('other tests are on this server'),
    }
  const programs = findPostgres()
  if (!programs)
    throw new Error(`NOT RUN: there is no PostgreSQL ${VERSION} here. Install it, or name its folder by POSTGRES_BIN.`)
  const user = otherUser()
  const folder = mkdtempSync('/tmp/almoner-postgres-')
  if (user) chownSync(folder, user.uid, user.gid)
  try {
    const password = createCluster(programs, folder, user)
    const port = await freePort()
    const server = await serve(programs, folder, port, user, options)
    return {
      url: `postgresql://almoner:${password}@127.0.0.1:${port}/postgres`,
      async stop() {
        server.ref()
        server.stdin?.end()
        if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
      },
      lose() {
        const [postmaster] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
        process.kill(Number(postmaster), 'SIGQUIT')
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

type SystemUser = { readonly uid: number; readonly gid: number }

/** PostgreSQL refuses to run as root: then as the user postgres, or nobody. */
function otherUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody'].flatMap((name) => lines.filter((text) => text.startsWith(`${name}:`)))[0]
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid)
    throw new Error('NOT RUN: PostgreSQL does not run as root, and there is no user postgres or nobody.')
  return { uid: Number(uid), gid: Number(gid) }
}

function createCluster(programs: string, folder: string, user: SystemUser | undefined): string {
  const password = randomBytes(18).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const made = spawnSync(
    join(programs, 'initdb'),
    [
      ...['-D', join(folder, 'data'), '--username=almoner', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ],
    { ...user, encoding: 'utf8', cwd: folder },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || made.error?.message}`)
  return password
}

/**
 * A shell stands between: when our end of its input closes, also because this process was killed, it stops the server and
 * removes the folder.
 */
const KEEPER = `
  trap '' INT TERM HUP
  folder="$1"; shift
  "$@" </dev/null & server=$!
  ( cat >/dev/null; kill -INT $server 2>/dev/null ) <&3 &
  wait $server
  rm -rf "$folder"
`

/** The same, and what ends before our end of its input closes is started again. */
const RESTARTER = `
  trap '' INT TERM HUP
  folder="$1"; shift
  ( cat >/dev/null; touch "$folder/over"
    until kill -INT "$(head -n 1 "$folder/data/postmaster.pid")"; do sleep 0.1; done 2>/dev/null ) <&3 &
  while [ ! -e "$folder/over" ]; do "$@" </dev/null; done
  rm -rf "$folder"
`

async function serve(
  programs: string,
  folder: string,
  port: number,
  user: SystemUser | undefined,
  { durable, restarts }: { durable?: boolean; restarts?: boolean },
): Promise<ChildProcess> {
  const settings = [
    ...[
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=100',
      'timezone=UTC',
    ],
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  const server = spawn(
    'sh',
    [
      ...[
        '-c',
        `exec 3<&0; ${restarts ? RESTARTER : KEEPER}`,
        'keeper',
        folder,
        join(programs, 'postgres'),
        '-D',
        join(folder, 'data'),
      ],
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...user, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] },
  )
  await ready(server)
  // The server must not keep a test process alive: its end closes the pipe, and so stops the server.
  server.unref()
  for (const pipe of [server.stdin, server.stderr]) (pipe as unknown as { unref(): void }).unref()
  return server
}

function ready(server: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    server.stderr?.on('data', (piece: Buffer) => {
      said = `${said}${piece}`.slice(-4_000)
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)))
    server.once('error', reject)
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
