/**
 * An import and a pay run that are killed (-9) in a stage, and gone on with: what comes out is what comes out undisturbed, and the
 * auditor finds the books in order. In `npm test` the stages that no other test kills; in `npm run test:long` all of them, twenty
 * times and more, at moments of the seed.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { diceFrom } from '#src/trial/dice.ts'
import { auditBooks } from '#test/support/books.ts'
import { freshDatabase, migratedDump } from '#test/support/database.ts'
import {
  beforeStage,
  goOn,
  outcomeOfMonth,
  prepareMonth,
  STAGES,
  type Stage,
  shellOn,
  workStage,
} from '#test/support/pay-month.ts'
import { counted } from '#test/support/pay-runs.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const SEED = Number(process.env['ALMONER_SEED'] ?? 20261122)
const PEOPLE = FULL ? 60 : 18
const ROUNDS = FULL ? 4 : 1
const KILLED: readonly Stage[] = FULL ? STAGES : ['check', 'approve']
const WORKER = fileURLToPath(new URL('support/doomed-worker.ts', import.meta.url))

/** How many statements each stage sends undisturbed, and what comes out. */
async function undisturbed(engine: Engine): Promise<{ statements: Map<Stage, number>; outcome: readonly string[] }> {
  const statements = new Map<Stage, number>()
  for (const stage of STAGES) {
    await beforeStage(shellOn(engine), stage, PEOPLE)
    let sent = 0
    await workStage(shellOn(counted(engine, () => void (sent += 1))), stage, PEOPLE)
    statements.set(stage, sent)
  }
  assert.deepEqual((await auditBooks(createDatabase(engine))).faults, [])
  return { statements, outcome: await outcomeOfMonth(engine) }
}

async function killAt(store: string, stage: Stage, statement: number): Promise<void> {
  const child = spawn(process.execPath, [WORKER, store, stage, String(PEOPLE), String(statement)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', `${stage} came to its end before statement ${statement}`)
}

/** Every stage in turn, those to be killed at a moment of the dice. */
async function disturbed(
  store: string,
  open: () => Promise<Engine>,
  moment: (stage: Stage) => number,
): Promise<readonly string[]> {
  let engine = await open()
  for (const stage of STAGES) {
    await beforeStage(shellOn(engine), stage, PEOPLE)
    if (KILLED.includes(stage)) {
      await engine.close()
      await killAt(store, stage, moment(stage))
      engine = await open()
    }
    await goOn(shellOn(engine), stage, PEOPLE)
    assert.deepEqual((await auditBooks(createDatabase(engine))).faults, [], `after ${stage} was killed`)
  }
  const outcome = await outcomeOfMonth(engine)
  await engine.close()
  return outcome
}

/** Moments of the seed within what each stage sends; the first statements of all are read before anything is done. */
function momentsOf(seed: number, statements: ReadonlyMap<Stage, number>): (stage: Stage) => number {
  const dice = diceFrom(seed)
  return (stage) => dice.whole(2, Math.max(2, (statements.get(stage) ?? 0) - 1))
}

describe(`stages killed at moments of seed ${SEED}`, () => {
  let postgres: PrivatePostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  it('on PGlite come to the same end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'almoner-stages-'))
    try {
      const template = join(folder, 'template')
      const first = await openPglite({ folder: template, dump: await migratedDump() })
      await prepareMonth(first, PEOPLE)
      await first.close()
      const copy = (name: string) => {
        const store = join(folder, name)
        cpSync(template, store, { recursive: true })
        return store
      }
      const whole = await openPglite({ folder: copy('whole') })
      const { statements, outcome } = await undisturbed(whole)
      await whole.close()
      const moment = momentsOf(SEED, statements)
      for (let round = 0; round < ROUNDS; round++) {
        const store = copy(`round-${round}`)
        assert.deepEqual(await disturbed(store, () => openPglite({ folder: store }), moment), outcome)
        rmSync(store, { recursive: true, force: true })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('on PostgreSQL come to the same end', async () => {
    const open = async (url: string) => {
      const engine = openPostgres(url)
      await prepareMonth(engine, PEOPLE)
      return engine
    }
    const whole = await open(await freshDatabase(postgres.url))
    const { statements, outcome } = await undisturbed(whole)
    await whole.close()
    const moment = momentsOf(SEED + 1, statements)
    for (let round = 0; round < ROUNDS; round++) {
      const store = await freshDatabase(postgres.url)
      await (await open(store)).close()
      assert.deepEqual(await disturbed(store, async () => openPostgres(store), moment), outcome)
    }
  })
})
