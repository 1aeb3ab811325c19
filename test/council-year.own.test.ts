/** A small council week by week, four in `npm test` and a year in `npm run test:long`: an independent auditor adds its books up again. */
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { addDays } from '#src/base/day.ts'
import { checkBooks } from '#src/payments/index.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { type Audited, auditBooks } from '#test/support/books.ts'
import { type CouncilYear, contributionOf, openCouncilYear, YEAR_START } from '#test/support/council-year.ts'
import { COUNCIL, migratedDatabase, migratedDump, system } from '#test/support/database.ts'
import { ask } from '#test/support/year-at-hand.ts'
import { findPostgres, type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const SEED = Number(process.env['ALMONER_SEED'] ?? 20261122)
const WEEKS = FULL ? 52 : 4
const PEOPLE = FULL ? 12 : 5

/** What every seed does in a year; in four weeks most of it. */
const IN_A_YEAR = [
  ...[
    'absence',
    'absence changed',
    'absence withdrawn',
    'visit cancelled',
    'visit restored',
    'package changed',
    'package ended',
  ],
  ...[
    'file',
    'batch',
    'log-in',
    'log-out',
    'late log',
    'row corrected',
    'row set aside',
    'row taken off',
    'row put on a visit',
  ],
  ...[
    'rate back-dated',
    'uplift',
    'weekly run',
    'four-weekly run',
    'run on account',
    'run cancelled',
    'stale draft',
    'run posted',
  ],
  ...['query', 'query: agree', 'query: refuse', 'query: answer', 'file released', 'file cancelled'],
]

/**
 * Each week of a person is charged the contribution, and never more than its care cost, in a block at the price of its hour; below two
 * pounds nothing is collected.
 */
async function chargesAnew({ engine }: CouncilYear, inBlock: Audited['inBlock']): Promise<string[]> {
  const mondayOf = (day: string) => {
    const date = Temporal.PlainDate.from(day)
    return date.subtract({ days: date.dayOfWeek - 1 }).toString()
  }
  const blockCosts = new Map<string, number>()
  for (const { person, day, pence } of inBlock) {
    const key = `${person} ${mondayOf(day)}`
    blockCosts.set(key, (blockCosts.get(key) ?? 0) + pence)
  }
  const weeks = await ask<{ person: string; week: string; cost: number; charged: number }>(
    { engine },
    `select person_ref as person, week, sum(cost) as cost, sum(charged) as charged from (
        select person_ref, date_trunc('week', day)::date as week, amount_pence as cost, 0 as charged from payments.pay_line where council_id = $1
        union all select person_ref, date_trunc('week', day)::date, amount_pence, 0 from payments.adjustment where council_id = $1
        union all select person_ref, week, 0, amount_pence from payments.charge where council_id = $1) k
      where person_ref <> '' group by 1, 2`,
  )
  return weeks.flatMap(({ person, week, cost: posted, charged }) => {
    const cost = posted + (blockCosts.get(`${person} ${week}`) ?? 0)
    const number = Number(person.slice(2)) - 1001
    const contribution = contributionOf(number)
    const owed = number % 2 === 0 ? Math.min(cost, contribution ?? cost) : 0
    const due = owed < 200 ? 0 : owed
    return due === charged ? [] : [`${person} in the week of ${week}: charged ${charged} pence, and due is ${due}`]
  })
}

describe(`a council of ${PEOPLE} people through ${WEEKS} weeks of seed ${SEED}`, () => {
  let postgres: PrivatePostgres | undefined
  after(() => postgres?.stop())

  /** PostgreSQL where it is, which is several times as fast. */
  async function openEngine(): Promise<Engine> {
    if (!findPostgres()) return openPglite({ dump: await migratedDump() })
    postgres = await startPostgres()
    const engine = openPostgres(await migratedDatabase(postgres.url))
    return engine
  }

  it('pays each visit once, at what it is worth as it stands in the end', async () => {
    const engine = await openEngine()
    const year = await openCouncilYear(engine, { seed: SEED, people: PEOPLE, weeks: WEEKS })
    for (let week = 0; week < WEEKS; week++) {
      await year.week(week)
      if (week % 4 === 3) assert.deepEqual((await auditBooks(year.shell.database)).faults, [], `after week ${week + 1}`)
    }
    const last = await year.settle()
    const { faults, visits, paidPence, inBlock } = await auditBooks(year.shell.database, { isSettled: true })
    assert.deepEqual(faults, [])
    assert.ok(
      inBlock.some(({ pence }) => pence > 0),
      'somebody has care that is bought as a block',
    )
    assert.ok(visits > PEOPLE * WEEKS * 5 && paidPence > 0, `${visits} visits, ${paidPence} pence`)
    const more = await ask(
      year,
      'select statement_ref from payments.statement where council_id = $1 and pay_run_ref = $2',
      [last],
    )
    assert.deepEqual(more, [], 'a run over what was settled pays nothing more')
    assert.deepEqual(await chargesAnew(year, inBlock), [])
    assert.deepEqual(await year.shell.read(system(COUNCIL), checkBooks), [])
    const undone = IN_A_YEAR.filter((what) => !year.done.has(what))
    assert.ok(undone.length <= (FULL ? 2 : 8), `not done: ${undone.join(', ')}`)
    assert.equal(addDays(YEAR_START, 7 * WEEKS) <= year.clock.now.toString().slice(0, 10), true)
    await engine.close()
  })
})
