import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const ROOT = join(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'docs/formats/examples')
const folder = mkdtempSync(join(tmpdir(), 'almoner-rate-'))
after(() => rmSync(folder, { recursive: true }))

type Run = { status: number | null; stdout: string; stderr: string }

function almoner(args: readonly string[], cwd: string): Run {
  return spawnSync(process.execPath, [join(ROOT, 'src/main.ts'), ...args], { cwd, encoding: 'utf8' })
}

/** The doors alone, for what does not hang on the rest of the command line. */
function conform(...args: string[]): Run {
  const program = `import { Command } from 'commander'
    import { conformCommand } from '#src/payments/rate-files/conform.cli.ts'
    const program = new Command('almoner')
    conformCommand(program)
    program.parse(['conform', ...${JSON.stringify(args)}], { from: 'user' })`
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT, encoding: 'utf8' })
}

const example = (name: string): string => join(EXAMPLES, name)
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}
const FILES = ['--planned', example('planned-visits.csv'), '--log', example('call-log.csv')]
const CARD = ['--card', example('rate-card.json'), '--holidays', example('bank-holidays.json')]

test('the example gives the published result, byte for byte', () => {
  const run = almoner(['rate', ...FILES, ...CARD, '--out', 'rated.csv'], folder)
  assert.deepEqual([run.status, run.stderr], [0, ''])
  assert.match(run.stdout, /^Visits +8\n {2}paid +5\n/)
  assert.match(
    run.stdout,
    /\nAmount +£119\.08 \(11908 pence\)\nLog rows unmatched +1\nRated visits are in rated\.csv\n$/,
  )
  assert.equal(readFileSync(join(folder, 'rated.csv'), 'utf8'), readFileSync(example('rated-visits.csv'), 'utf8'))
})

test('--json prints one object, warnings go to standard error', () => {
  const planned = readFileSync(example('planned-visits.csv'), 'utf8').replace(/^.*$/gm, (line, at) =>
    line === '' ? '' : `${line},${at === 0 ? 'note' : 'x'}`,
  )
  const run = almoner(
    ['rate', '--planned', put('noted.csv', planned), ...FILES.slice(2), ...CARD, '--out', 'json.csv', '--json'],
    folder,
  )
  assert.equal(run.stderr, 'noted.csv:1: warning: the column "note" is not used\n')
  assert.equal(
    run.stdout,
    '{"visits":8,"paid":5,"missed":1,"query":1,"one_worker":1,"planned_minutes":300,"actual_minutes":219,' +
      '"payable_minutes":225,"amount_pence":11908,"unmatched":1}\n',
  )
})

test('faulty rows are named by file and line, and no output is left', () => {
  put('planned.csv', readFileSync(example('planned-visits.csv'), 'utf8').replace(',45,1,yes', ',forty,1,yes'))
  put('log.csv', readFileSync(example('call-log.csv'), 'utf8').replace('V-1002', 'V-9').replace('T22:40', 'T21:40'))
  put(
    'card.json',
    readFileSync(example('rate-card.json'), 'utf8').replace('"from": "2026-04-06"', '"from": "2026-05-02"'),
  )
  put('before.csv', 'what stood there before\n')
  const run = almoner(
    [
      'rate',
      '--planned',
      'planned.csv',
      '--log',
      'log.csv',
      '--card',
      'card.json',
      ...CARD.slice(2),
      '--out',
      'before.csv',
    ],
    folder,
  )
  assert.deepEqual([run.status, run.stdout], [2, ''])
  const early = 'planned for 2026-05-01, before the rate card HC-2026 starts on 2026-05-02'
  assert.deepEqual(run.stderr.trimEnd().split('\n'), [
    `planned.csv:2: ${early}`,
    `planned.csv:3: ${early}`,
    `planned.csv:4: ${early}`,
    'planned.csv:5: minutes "forty" is not a whole number from 1 to 1440',
    'log.csv:3: visit_ref "V-9" is not a planned visit',
    'log.csv:10: out_at 2026-05-04T21:40 is before in_at 2026-05-04T22:30',
  ])
  assert.equal(readFileSync(join(folder, 'before.csv'), 'utf8'), 'what stood there before\n')
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  )
})

test('of very many faulty rows a thousand are told and the rest counted', () => {
  const [header] = readFileSync(example('call-log.csv'), 'utf8').split('\n')
  put('many.csv', `${header}\n${'L-1,V-1,P-1\n'.repeat(2500)}`)
  const run = almoner(['rate', ...FILES.slice(0, 2), '--log', 'many.csv', ...CARD, '--out', 'many-rated.csv'], folder)
  const lines = run.stderr.trimEnd().split('\n')
  assert.deepEqual(
    [run.status, lines.length, lines[999], lines[1000]],
    [2, 1001, 'many.csv:1001: has 3 values, and the header names 9', 'and 1,500 more faulty rows'],
  )
  assert.ok(!readdirSync(folder).includes('many-rated.csv'))
})

const UNUSABLE: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a card with bank holiday prices and no list',
    [...FILES, ...CARD.slice(0, 2), '--out', 'x.csv'],
    `${example('rate-card.json')}:11: the card has bank holiday prices: give the list of bank holidays with --holidays\n`,
  ],
  [
    'a file that is not there',
    ['--planned', 'none.csv', ...FILES.slice(2), ...CARD, '--out', 'x.csv'],
    'none.csv: cannot be read: no such file or directory\n',
  ],
  ['a folder for a file', ['--planned', '.', ...FILES.slice(2), ...CARD, '--out', 'x.csv'], '.: is not a file\n'],
  [
    'an output in no folder',
    [...FILES, ...CARD, '--out', 'none/x.csv'],
    'none/x.csv: cannot be written: no such file or directory\n',
  ],
  [
    'an output that is a device',
    [...FILES, ...CARD, '--out', '/dev/null'],
    '/dev/null: is not a file that can be replaced: give another name with --out\n',
  ],
  [
    'an output that is an input',
    [...FILES, ...CARD, '--out', example('call-log.csv')],
    `${example('call-log.csv')}: is one of the input files: give another name with --out\n`,
  ],
]

for (const [name, args, message] of UNUSABLE)
  test(`refused: ${name}`, () => {
    const run = almoner(['rate', ...args], folder)
    assert.deepEqual([run.status, run.stdout, run.stderr], [2, '', message])
    assert.ok(!readdirSync(folder).includes('x.csv'))
  })

test('conform: the example of the rated visits', () => {
  const run = conform(example('rated-visits.csv'))
  assert.deepEqual([run.status, run.stderr], [0, ''])
  assert.match(run.stdout, /rated-visits\.csv keeps to the format rated-visits\n$/)
})

test('conform: what is wrong is named by line, and the format can be given', () => {
  const rated = readFileSync(example('rated-visits.csv'), 'utf8').replace('V-1002,paid', 'V-1000,payed')
  const file = join(folder, put('wrong.csv', rated))
  const run = conform(file)
  assert.deepEqual(
    [run.status, run.stdout, run.stderr],
    [
      2,
      '',
      `${file}:3: visit_ref V-1000 does not come after V-1001: rows are in the order of visit_ref, each once; outcome "payed" is not one of paid, missed, query, one_worker\n`,
    ],
  )
  assert.match(conform(file, '--as', 'call-log').stderr, /:1: the header has no column log_ref, person_ref/)
  assert.match(conform(join(ROOT, 'package.json')).stderr, /:1: the card: "from" is not a day/)
  assert.match(conform(join(ROOT, '.gitignore')).stderr, /is none of the formats by its first line/)
})
