/**
 * A process that works a stage and is killed (-9) in the middle of it, by itself, so that the moment is exact:
 *   node test/support/doomed-worker.ts FOLDER-OR-URL STAGE PEOPLE STATEMENT
 */
import { openPglite, openPostgres } from '#src/platform/engine.ts'
import { type Stage, shellOn, workStage } from '#test/support/pay-month.ts'
import { counted } from '#test/support/pay-runs.ts'

const [store = '', stage = '', people = '', statement = ''] = process.argv.slice(2)
const engine = store.startsWith('postgresql:') ? openPostgres(store) : await openPglite({ folder: store })
let sent = 0
const mortal = counted(engine, () => {
  sent += 1
  if (sent === Number(statement)) process.kill(process.pid, 'SIGKILL')
})
await workStage(shellOn(mortal), stage as Stage, Number(people))
await engine.close()
