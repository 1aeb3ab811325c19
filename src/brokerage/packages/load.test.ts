import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import type { CarePackage, Placement } from '#src/brokerage/packages/care-package.ts'
import { findPackage, listSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { decline, giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import type { Invitation, Offer } from '#src/brokerage/offers/offer.ts'
import { listInvitations, listOffers } from '#src/brokerage/offers/offer.store.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import {
  chunkedTables,
  loadInvitations,
  loadOffers,
  loadPackages,
  loadPlacements,
  loadSignatures,
  type PackageSignature,
} from '#src/brokerage/packages/rows.store.ts'
import {
  chosenPackage,
  got,
  officerOf,
  provider,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { addPerson } from '#src/people/index.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { nextRef } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'

const TABLES = [
  'brokerage.care_package',
  'brokerage.invitation',
  'brokerage.offer',
  'brokerage.signature',
  'brokerage.placement',
  'people.shared_person',
]

type History = {
  packages: CarePackage[]
  invitations: Invitation[]
  offers: Offer[]
  signatures: PackageSignature[]
  placements: Placement[]
}

describe('twenty people loaded in bulk', () => {
  const { shell, database } = useDatabase({ seed: seedSmallCouncil })
  const council = system()

  const tablesNow = () =>
    shell.read(council, async (tx) => {
      const found: Record<string, unknown[]> = {}
      for (const table of TABLES)
        found[table] = (
          await rows(
            tx,
            sql<{ row: string }>`select (to_jsonb(t) - 'chunk')::text as row from ${sql.raw(table)} t order by 1`,
          )
        ).map(({ row }) => row)
      return found
    })

  const history = (refs: readonly string[]): Promise<History> =>
    shell.read(council, async (tx) => {
      const read: History = { packages: [], invitations: [], offers: [], signatures: [], placements: [] }
      for (const ref of refs) {
        const pkg = await findPackage(tx, ref)
        assert.ok(pkg)
        read.packages.push(pkg)
        read.invitations.push(...(await listInvitations(tx, ref)))
        read.offers.push(...(await listOffers(tx, ref)))
        read.signatures.push(
          ...(await listSignatures(tx, pkg)).map((one) => ({ ...one, packageRef: ref, round: pkg.round })),
        )
        const placement = await findPlacement(tx, ref)
        if (placement) read.placements.push(placement)
      }
      return read
    })

  /** Packages in several states, by the commands. */
  async function byCommands(): Promise<string[]> {
    const refs: string[] = []
    for (let number = 3; number <= 20; number++) {
      const details = {
        ...{
          givenName: 'Person',
          familyName: `Number ${number}`,
          birthDay: '1940-01-01',
          addressLines: [`${number} Mill Lane`],
        },
        ...{ postcode: 'HR6 8AB', zone: 'rural', language: 'English', interpreter: false },
      }
      got(await addPerson(shell, council, { details }))
    }
    for (let number = 1; number <= 20; number++) {
      const personRef = `P-${1000 + number}`
      if (number % 4 === 0)
        refs.push(got(await requestPackage(shell, officerOf('O-2'), { personRef, service: 'home_care' })).packageRef)
      else if (number % 4 === 1) {
        const ref = await sentPackage(shell, personRef)
        got(
          await decline(shell, provider('1-102'), {
            packageRef: ref,
            code: 'other',
            words: 'Tab\there, \\ and\nbreak',
          }),
        )
        got(await giveOffer(shell, provider('1-101'), wholeOffer(ref)))
        refs.push(ref)
      } else {
        const ref = await chosenPackage(shell, personRef)
        if (number % 4 === 2) await signAll(shell, ref)
        refs.push(ref)
      }
    }
    return refs
  }

  it('leaves the rows that the commands leave, sealed, and new references go on after them', async () => {
    const refs = await byCommands()
    const expected = await tablesNow()
    const read = await history(refs)
    const loaded = await shell.command(council, 'load-history', async (tx) => {
      // The rounds in which packages were sent stay behind: a history begins with who was asked.
      for (const table of ['brokerage.sending_round', ...TABLES.toReversed()])
        await rows(tx, sql`delete from ${sql.raw(table)} where council_id = ${tx.council}`)
      await loadPackages(tx, read.packages)
      await loadInvitations(tx, read.invitations)
      await loadOffers(tx, read.offers)
      await loadSignatures(tx, read.signatures)
      await loadPlacements(tx, read.placements)
      return ok(await nextRef(tx, 'PK'))
    })
    assert.deepEqual(await tablesNow(), expected)
    assert.equal(got(loaded), `PK-${1000 + refs.length + 1}`)
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
    await shell.command(council, 'tamper', async (tx) => {
      await rows(tx, sql`update brokerage.placement set weekly_pence = weekly_pence + 1`)
      tx.record({ type: 'test.tampered', about: [], data: {} })
      return ok(true)
    })
    assert.match((await verifyAudit(database, COUNCIL, chunkedTables))?.what ?? '', /brokerage\.placement/)
  })
})
