import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { ok, refuse } from '#src/base/result.ts'
import { createShell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { openPostgres } from '#src/platform/engine.ts'
import { filesIn } from '#src/platform/files.ts'
import { newSealKey, sealKeysFrom } from '#src/platform/seal.ts'
import { holdInDraft, insertUpload } from '#src/tendering/bid-files/bid-upload.store.ts'
import { dropLooseFiles } from '#src/tendering/bid-files/drop-files-commands.ts'
import { migratedDatabase, NOON, providerUser, system } from '#test/support/database.ts'
import { findPostgres, startPostgres } from '#test/support/postgres.ts'
import { publishSmallTender } from '#test/support/tenders.ts'

const FILES = 24
const skip = findPostgres() ? false : 'NOT RUN: PostgreSQL 15 is not here'

describe('files attached while the clock drops what nobody has', { skip }, () => {
  it('each is attached and there, or refused and gone: never attached and gone', async () => {
    const postgres = await startPostgres()
    const engine = openPostgres(await migratedDatabase(postgres.url))
    const folder = mkdtempSync(join(tmpdir(), 'almoner-loose-'))
    const more = { files: filesIn(folder), seal: sealKeysFrom(newSealKey()) }
    const shellAt = (days: number) =>
      createShell(createDatabase(engine), [], () => NOON.add({ hours: 24 * days }), undefined, more)
    const [before, shell] = [shellAt(0), shellAt(40)]
    const bidder = providerUser('1-101')
    try {
      await publishSmallTender(before)
      const kept: string[] = []
      for (let count = 0; count < FILES; count++) {
        const file = await before.files.keep(Readable.from([`certificate ${count}`]))
        kept.push(file.sha256)
        await before.command(bidder, 'bring', async (tx) => {
          await insertUpload(tx, { tenderRef: 'TD-1', organisationRef: '1-101', kept: file.sha256 })
          tx.record({ type: 'tests.brought', about: [], data: {} })
          return ok(true)
        })
      }
      const attach = (one: string) =>
        shell.command(bidder, 'attach', async (tx) => {
          tx.record({ type: 'tests.attached', about: [], data: {} })
          return (await holdInDraft(tx, one)) ? ok(true) : refuse('gone')
        })
      const first = kept.slice(0, FILES / 2).map(attach)
      const dropping = dropLooseFiles(shell, system())
      const answers = await Promise.all([...first, ...kept.slice(FILES / 2).map(attach)])
      await dropping
      for (const [at, one] of kept.entries()) {
        const isThere = await buffer(shell.files.open(one)).then(
          () => true,
          () => false,
        )
        assert.equal(isThere, answers[at]?.ok, `file ${at}`)
      }
    } finally {
      await engine.close()
      await postgres.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
