/** Two runs over the same visits started at once and worked by two processes, while logs come in late and a rate card gets a version. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { instantAt } from '#src/base/day.ts'
import { rateAgain, resumePayRuns, startPayRun, workPayRun } from '#src/payments/index.ts'
import type { Shell } from '#src/platform/command.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { addRateCard } from '#src/rates/index.ts'
import { diceFrom } from '#src/trial/dice.ts'
import { cancelVisit, checkLogRow, restoreVisit, sendBatch, setAside } from '#src/visits/index.ts'
import { auditBooks } from '#test/support/books.ts'
import { COUNCIL, migratedDatabase, officer, system } from '#test/support/database.ts'
import { beforeStage, prepareMonth, shellOn, workStage } from '#test/support/pay-month.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  CARDS,
  FAY,
  FORTNIGHT,
  got,
  refusal,
  SPLIT,
} from '#test/support/pay-runs.ts'
import { findPostgres, type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'
import { logRow } from '#test/support/visits.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const SEED = Number(process.env['ALMONER_SEED'] ?? 20261122)
const PEOPLE = FULL ? 30 : 8
const ROUNDS = FULL ? 8 : 1
const CLERK = officer()
const WORKER = fileURLToPath(new URL('support/pay-run-worker.ts', import.meta.url))
const NEVER = '1000000000'

/** A process that works a run to its next rest. */
async function workElsewhere(url: string, payRunRef: string): Promise<void> {
  const child = spawn(process.execPath, [WORKER, url, payRunRef, '20', NEVER], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
}

const skip = findPostgres() ? false : 'NOT RUN: PostgreSQL 15 is not here'
describe(`everything at once, by seed ${SEED}`, { skip }, () => {
  let postgres: PrivatePostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  async function openCouncil(url: string): Promise<Engine> {
    const engine = openPostgres(url)
    await prepareMonth(engine, PEOPLE)
    for (const stage of ['read', 'seat'] as const) {
      await beforeStage(shellOn(engine), stage, PEOPLE)
      await workStage(shellOn(engine), stage, PEOPLE)
    }
    return engine
  }

  /** What happens meanwhile, each by a command of its own: late logs, rows set aside, visits cancelled and restored, new prices. */
  async function meanwhile(shell: Shell, seed: number): Promise<void> {
    const dice = diceFrom(seed)
    for (let count = 0; count < 12; count++) {
      const person = dice.whole(0, PEOPLE - 1)
      const visitRef = `PK-A${person * 14 + 3}-20261104-1`
      const begun = instantAt('2026-11-04', '08:00').add({ minutes: dice.whole(0, 9) })
      const row = logRow({
        ...{ log_ref: `MEANWHILE-${count}`, person_ref: `P-${2001 + person}`, worker_ref: `W-M${count}` },
        ...{ in_at: begun.toString(), out_at: begun.add({ minutes: 27 }).toString() },
      })
      const read = checkLogRow(row as Parameters<typeof checkLogRow>[0])
      const doings = [
        () =>
          sendBatch(shell, CLERK, { source: 'vendor:caretime', rows: [{ logRef: `MEANWHILE-${count}`, read }] }, {}),
        () =>
          setAside(shell, CLERK, { source: 'vendor:caretime', logRef: `L-${person * 14}-0`, reason: 'Another person' }),
        () => cancelVisit(shell, CLERK, { visitRef, reason: 'Away' }),
        () => restoreVisit(shell, CLERK, { visitRef, reason: 'At home' }),
        () => newPrices(shell, dice.pick([BANDED, BALANCED, SPLIT]), dice.whole(1900, 2900)),
      ]
      await dice.pick(doings)()
    }
  }

  const newPrices = (shell: Shell, organisationRef: string, pence: number) =>
    addRateCard(shell, system(), {
      name: 'Home care',
      text: JSON.stringify({
        ...CARDS[organisationRef],
        ...{ from: '2026-11-05', bands: [] },
        rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pence }],
      }),
      reason: 'Agreed late',
    })

  /** Approved as soon as it is up to date; another process posts it at the same time. */
  async function approve(shell: Shell, payRunRef: string): Promise<void> {
    for (;;) {
      const refused = refusal(await checkAndApprove(shell, payRunRef))
      if (refused === undefined) return
      if (refused === 'visits have changed') await rateAgain(shell, FAY, payRunRef)
      else if (refused === 'a back-dated rate is on its way') await resumePayRuns(shell)
      else assert.fail(refused)
    }
  }

  it('shares the visits out, pays each once and at its price, and loses no change', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const url = await migratedDatabase(postgres.url)
      const engine = await openCouncil(url)
      const shell = shellOn(engine)
      const runs = (await Promise.all([startPayRun(shell, FAY, FORTNIGHT), startPayRun(shell, FAY, FORTNIGHT)])).map(
        got,
      )
      await Promise.all([...runs.map((ref) => workElsewhere(url, ref)), meanwhile(shell, SEED + round)])
      for (const ref of runs) await workPayRun(shell, COUNCIL, ref)
      await Promise.all([...runs.map((ref) => approve(shell, ref)), meanwhile(shell, SEED + 100 + round)])
      await Promise.all([resumePayRuns(shell), ...runs.map((ref) => workElsewhere(url, ref))])
      assert.deepEqual((await auditBooks(shell.database)).faults, [], `round ${round}`)
      const last = got(await startPayRun(shell, FAY, FORTNIGHT))
      await resumePayRuns(shell)
      await approve(shell, last)
      await resumePayRuns(shell)
      assert.deepEqual((await auditBooks(shell.database, { isSettled: true })).faults, [], `the end of round ${round}`)
      await engine.close()
    }
  })
})
