import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ROOT } from '#test/support/source-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'almoner-command-line-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, PORT: __, ...rest } = process.env
  return { ...rest, ALMONER_DATA: join(folder, 'data'), ...more }
}

const almoner = (words: readonly string[], more?: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, [join(ROOT, 'src/main.ts'), ...words], {
    encoding: 'utf8',
    env: environment(more),
    timeout: 60_000,
  })

describe('the command line refuses in words', () => {
  const cases: readonly (readonly [what: string, words: readonly string[], said: RegExp, more?: NodeJS.ProcessEnv])[] =
    [
      ['an unknown command', ['serv'], /Did you mean serve/],
      ['an unknown option', ['serve', '--prot', '1'], /Did you mean --port/],
      ['a port that is none', ['serve', '--port', '99999'], /whole number from 1 to 65535/],
      ['a port in PORT that is none', ['serve'], /whole number from 1 to 65535/, { PORT: 'http' }],
      ['a trial council for others than this machine', ['serve', '--host', '0.0.0.0'], /this machine only/],
      ['migrating without a live database', ['migrate'], /set DATABASE_URL/],
      [
        'making the trial council in a live database',
        ['trial'],
        /unset it first/,
        { DATABASE_URL: 'postgresql://127.0.0.1:9/x' },
      ],
      [
        'a live database that does not answer',
        ['verify'],
        /does not answer/,
        { DATABASE_URL: 'postgresql://127.0.0.1:9/x' },
      ],
      ['a council that is no number', ['export', '--council', 'one', 'x'], /named by its number/],
    ]
  for (const [what, words, said, more] of cases) {
    test(what, () => {
      const { status, stdout, stderr } = almoner(words, more)
      assert.equal(status, 1)
      assert.equal(stdout, '')
      assert.match(stderr, said)
    })
  }

  test('a port that is taken, before anything is loaded', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    // Not spawnSync: this process must go on holding the port.
    const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), 'serve', '--port', String(port)], {
      env: environment(),
    })
    const said = await heard(child, /npm start -- --port 8081/)
    other.close()
    assert.match(said, new RegExp(`Port ${port} is taken`))
  })
})

describe('while the trial council is served', () => {
  let server: ChildProcess
  let address = ''

  before(async () => {
    mkdirSync(join(folder, 'data'), { recursive: true })
    // As if it had been made: an empty store is enough here.
    writeFileSync(join(folder, 'data', 'made.json'), '{}')
    server = spawn(process.execPath, [join(ROOT, 'src/main.ts'), 'serve', '--port', '0'], { env: environment() })
    address = /http:\S+/.exec(await heard(server, /Ctrl-C stops it/))?.[0] ?? ''
  })
  after(() => server.kill('SIGKILL'))

  test('it answers at the address that it printed', async () => {
    assert.equal((await fetch(`${address}/health`)).status, 200)
  })

  for (const words of [['verify'], ['export', 'x'], ['trial'], ['serve', '--port', '0']]) {
    test(`${words[0]} is refused, with who holds the folder`, () => {
      const { status, stderr } = almoner(words)
      assert.equal(status, 1)
      assert.match(stderr, new RegExp(`in use by another Almoner .*serving ${address}`))
    })
  }

  test('an import is refused with the page that does the same', () => {
    assert.match(almoner(['import', 'cqc', 'x.csv']).stderr, new RegExp(`${address}/providers/imports`))
  })

  test('it stops when told, and lets the folder go', async () => {
    server.kill('SIGTERM')
    const [code] = await once(server, 'exit')
    assert.equal(code, 0)
    const { status, stdout } = almoner(['verify'])
    assert.equal(status, 0)
    assert.equal(stdout, '')
  })
})

test('a set-up without a network says so, and names the cure', () => {
  const clone = join(folder, 'clone')
  for (const part of ['bin', 'package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, ['bin/set-up-then.js', 'start'], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...environment(),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(folder, 'npm-cache'),
      npm_config_fetch_retries: '0',
    },
  })
  assert.equal(status, 1)
  assert.match(stderr, /could not be reached/)
  assert.match(stderr, /run the same command again/)
})

/** What a program says until it says this, or ends. */
function heard(child: ChildProcess, wanted: RegExp): Promise<string> {
  let said = ''
  return new Promise((resolve) => {
    const hear = (piece: Buffer) => {
      said += piece
      if (wanted.test(said)) resolve(said)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => resolve(said))
  })
}
