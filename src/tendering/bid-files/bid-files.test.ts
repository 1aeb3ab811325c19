import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { COUNCIL, NOON, providerUser, system, useDatabase } from '#test/support/database.ts'
import { got, refusal } from '#test/support/pay-runs.ts'
import { broughtFile } from '#test/support/prepared-tenders.ts'
import { fullDraft, publishSmallTender, smallSpec } from '#test/support/tenders.ts'
import { attachFile, detachFile, saveOwnDraft, submitBid, withdrawBid } from '#src/tendering/bids/bid-commands.ts'
import { dropLooseFiles } from '#src/tendering/bid-files/drop-files-commands.ts'

const FERN = providerUser('1-101')

describe('a file that a bidder brought', () => {
  const harness = useDatabase({
    seed: ({ shell }) => publishSmallTender(shell, { spec: smallSpec(NOON.add({ hours: 24 * 200 })) }),
  })
  const { shell, clock, database } = harness
  const attach = async (about = 'C2') => {
    const draft = got(await attachFile(shell, FERN, 'TD-1', { about, ...broughtFile('certificate.pdf') }))
    const added = draft.files.at(-1)
    assert.ok(added)
    return added
  }
  const isKept = (kept: string): Promise<boolean> =>
    buffer(shell.files.open(kept)).then(
      () => true,
      () => false,
    )
  const after = (days: number) => {
    clock.now = NOON.add({ hours: 24 * days })
  }
  const drop = () => dropLooseFiles(shell, system())

  it('and removed is dropped when the policy’s days are over, once, and it is on the record', async () => {
    const [gone, stays] = [await attach(), await attach()]
    got(await detachFile(shell, FERN, 'TD-1', gone.file))
    after(30)
    assert.equal(refusal(await drop()), 'nothing to drop')
    after(31)
    assert.equal(got(await drop()), 1)
    assert.deepEqual([await isKept(gone.kept), await isKept(stays.kept)], [false, true])
    assert.equal(refusal(await drop()), 'nothing to drop')
    const { rows } = await database.transaction('read only', { council: COUNCIL }, ({ session }) =>
      session.query(`select data from audit.entry where type = 'tendering.bid-files-dropped'`),
    )
    assert.deepEqual(rows, [{ data: { files: [gone.kept], days: 30 } }])
  })

  it('and that a bid has stays while the bid stands, in the draft or not; of a bid taken back it goes', async () => {
    got(await saveOwnDraft(shell, FERN, 'TD-1', fullDraft()))
    const sealed = await attach()
    got(await submitBid(shell, FERN, 'TD-1'))
    got(await detachFile(shell, FERN, 'TD-1', sealed.file))
    const second = await attach()
    after(60)
    assert.equal(refusal(await drop()), 'nothing to drop')
    got(await submitBid(shell, FERN, 'TD-1'))
    after(120)
    assert.equal(got(await drop()), 1)
    assert.deepEqual([await isKept(sealed.kept), await isKept(second.kept)], [false, true])
    got(await withdrawBid(shell, FERN, 'TD-1'))
    after(180)
    assert.equal(refusal(await drop()), 'nothing to drop')
  })
})
