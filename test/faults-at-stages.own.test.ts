/**
 * An import and a pay run that are killed (-9) in a stage, and gone on with: what comes out is what comes out undisturbed, and the
 * auditor finds the books in order. In `npm test` the stages that no other test kills (pay-run.own.test.ts, import-killed.own.test.ts);
 * in `npm run test:long` all of them on both engines, twenty times and more on each, at moments of the seed.
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
import { migratedDatabase, migratedDump } from '#test/support/database.ts'
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
const PEOPLE = FULL ? 60 : 6
const KILLED: readonly Stage[] = FULL ? STAGES : ['check', 'approve']
const ROUNDS = FULL ? 4 : 1
const LEAST_KILLS = FULL ? 20 : 2
const WORKER = fileURLToPath(new URL('support/doomed-worker.ts', import.meta.url))

/** How many statements each stage sends undisturbed, and what comes out. */
type Undisturbed = { readonly statements: ReadonlyMap<Stage, number>; readonly outcome: readonly string[] }

async function undisturbed(engine: Engine): Promise<Undisturbed> {
  const statements = new Map<Stage, number>()
  for (const stage of STAGES) {
    await beforeStage(shellOn(engine), stage, PEOPLE)
    let sent = 0
    await workStage(shellOn(counted(engine, () => void (sent += 1))), stage, PEOPLE)
    statements.set(stage, sent)
  }
  await isInOrder(engine, 'undisturbed')
  return { statements, outcome: await outcomeOfMonth(engine) }
}

const isInOrder = async (engine: Engine, when: string): Promise<void> =>
  assert.deepEqual((await auditBooks(createDatabase(engine))).faults, [], when)

let kills = 0

/** Now and then a stage comes to its end sooner than it did undisturbed: then nobody was killed. */
async function killAt(store: string, stage: Stage, statement: number): Promise<void> {
  const child = spawn(process.execPath, [WORKER, store, stage, String(PEOPLE), String(statement)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
  if (child.signalCode === 'SIGKILL') kills += 1
  else assert.equal(child.exitCode, 0, `${stage}, to be killed at statement ${statement}`)
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
    if (FULL) await isInOrder(engine, `after ${stage} was killed`)
  }
  await isInOrder(engine, 'at the end')
  const outcome = await outcomeOfMonth(engine)
  await engine.close()
  return outcome
}

/** Moments of the seed within what each stage sends; the first statements of all are read before anything is done. */
function momentsOf(seed: number, statements: ReadonlyMap<Stage, number>): (stage: Stage) => number {
  const dice = diceFrom(seed)
  return (stage) => dice.whole(2, Math.max(2, Math.floor((statements.get(stage) ?? 0) * 0.9)))
}

describe(`stages killed at moments of seed ${SEED}`, () => {
  let postgres: PrivatePostgres
  let whole: Undisturbed
  before(async () => {
    postgres = await startPostgres()
    const engine = await openPrepared(await migratedDatabase(postgres.url))
    whole = await undisturbed(engine)
    await engine.close()
  })
  after(() => postgres?.stop())

  async function openPrepared(url: string): Promise<Engine> {
    const engine = openPostgres(url)
    await prepareMonth(engine, PEOPLE)
    return engine
  }

  if (FULL)
    it('on PGlite come to the same end', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'almoner-stages-'))
      try {
        const template = join(folder, 'template')
        const first = await openPglite({ folder: template, dump: await migratedDump() })
        await prepareMonth(first, PEOPLE)
        await first.close()
        const moment = momentsOf(SEED, whole.statements)
        for (let round = 0; round < ROUNDS; round++) {
          const store = join(folder, `round-${round}`)
          cpSync(template, store, { recursive: true })
          assert.deepEqual(await disturbed(store, () => openPglite({ folder: store }), moment), whole.outcome)
          rmSync(store, { recursive: true, force: true })
        }
        assert.ok(kills >= LEAST_KILLS, `${kills} were killed`)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })

  it('on PostgreSQL come to the same end', async () => {
    kills = 0
    const moment = momentsOf(SEED + 1, whole.statements)
    for (let round = 0; round < ROUNDS; round++) {
      const store = await migratedDatabase(postgres.url)
      await (await openPrepared(store)).close()
      assert.deepEqual(await disturbed(store, async () => openPostgres(store), moment), whole.outcome)
    }
    assert.ok(kills >= LEAST_KILLS, `${kills} were killed`)
  })
})
