import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { CYCLE } from '#src/cycle.ts'
import { ROOT } from '#test/support/source-files.ts'

const documents = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...['docs', 'src', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(folder, path)),
  ),
]

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** Links to files: those to other places are not looked up. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^(https?:|mailto:|#)/.test(link))

test('every link in a document leads to a file that is there', () => {
  const broken = documents.flatMap((path) =>
    linksOf(read(path))
      .filter((link) => !existsSync(join(ROOT, dirname(path), link.replace(/#.*/, ''))))
      .map((link) => `${path} links to ${link}`),
  )
  assert.deepEqual(broken, [])
})

test('a broken link would be seen', () => {
  assert.deepEqual(linksOf('see [a](b.md#c), [d](https://example.org) and [e](#f)'), ['b.md#c'])
})

test('the house is drawn with all its stages, in their order', () => {
  const rows = [...read('src/README.md').matchAll(/^\| \[(\S+)\]/gm)].map((match) => match[1])
  assert.deepEqual(rows.slice(0, CYCLE.length), [...CYCLE])
})

test('every package has its line of reason, and no other has', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const stack = read('docs/decisions/0001-stack.md')
  const rows = [...stack.matchAll(/^\| ([^|]+) \|[^|]+\|$/gm)]
    .map((match) => match[1] ?? '')
    .filter((cell) => !/^(package|-+)$/.test(cell))
  const named = rows.flatMap((cell) => cell.split(', ')).filter((name) => name !== '@types/*')
  const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  assert.deepEqual(named.toSorted(), wanted.filter((name) => !name.startsWith('@types/')).toSorted())
})

test('packages are pinned, and the lock file holds no addresses', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies })
  assert.deepEqual(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    [],
  )
  assert.doesNotMatch(read('package-lock.json'), /"resolved"/)
})

test('every package is licensed MIT, BSD, Apache, ISC or MPL, or leaves the choice', () => {
  const packages: Record<string, { license?: string }> = JSON.parse(read('package-lock.json')).packages
  const others = Object.entries(packages).filter(
    ([, { license = 'none said' }]) => !/^\(?(MIT|ISC|0BSD|BSD|Apache|MPL|BlueOak)/.test(license),
  )
  assert.deepEqual(others, [])
})

test("the finance officer's command in the README gives an answer", (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-readme-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const command = /npm run -s almoner -- (rate[^`]+)/.exec(read('README.md'))?.[1] ?? ''
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/)
  const out = join(folder, 'rated-visits.csv')
  const given = words.map((word) => (word === 'rated-visits.csv' ? out : word))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/main.ts', ...given], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  assert.match(stdout, /Amount +£\d/)
  assert.equal(readFileSync(out, 'utf8'), read('docs/formats/examples/rated-visits.csv'))
  const sentence = /^> (.+)$/m.exec(read('README.md'))?.[1] ?? ''
  assert.ok(readFileSync(out, 'utf8').includes(sentence), `no visit says: ${sentence}`)
})
