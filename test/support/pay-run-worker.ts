/**
 * A process that works a pay run and says a dot before each statement that it sends, for tests that kill it:
 *   node test/support/pay-run-worker.ts FOLDER-OR-URL PAY-RUN VISITS-AT-ONCE STATEMENT
 * A few statements after the one named it stops and waits for its end, so that it never gets through before it is killed.
 */
import { writeSync } from 'node:fs'
import { listeners, workPayRun } from '#src/payments/index.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPglite, openPostgres } from '#src/platform/engine.ts'
import { COUNCIL, NOON } from '#test/support/database.ts'
import { counted } from '#test/support/pay-runs.ts'

const [store = '', payRunRef = '', visitsAtOnce = '', statement = ''] = process.argv.slice(2)
const engine = store.startsWith('postgresql:') ? openPostgres(store) : await openPglite({ folder: store })
let sent = 0
const saying = counted(engine, () => {
  writeSync(1, '.')
  sent += 1
  if (sent > Number(statement) + 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
})
await workPayRun(
  createShell(createDatabase(saying), listeners, () => NOON),
  COUNCIL,
  payRunRef,
  Number(visitsAtOnce),
)
await engine.close()
