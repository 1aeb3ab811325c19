import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { applyEntries } from '#src/providers/apply-entries.store.ts'
import type { LocationEntry, RatingEntry, RegisterEntry } from '#src/providers/register.ts'
import { currentRating, listCurrentRatings, listRatings } from '#src/providers/ratings/rating.store.ts'
import { findLocation, listOrganisations, listServing, providerTyped } from '#src/providers/register.store.ts'
import { officer, useDatabase } from '#test/support/database.ts'

describe('the store of the register', () => {
  const { shell } = useDatabase()
  const importer = officer('O-9', ['providers.import'])

  // Made up: no such provider exists.
  const OFFICE = '1-900000001'
  const OWNER = '1-800000001'
  const office: LocationEntry = {
    locationRef: OFFICE,
    name: 'Larkfield Home Care',
    organisationRef: OWNER,
    phone: '01902000001',
    postcode: 'WV1 1AA',
    localAuthority: 'Wenbury',
    services: ['Supported living service', 'Domiciliary care service'],
    status: 'registered',
  }
  const rated = (
    rating: RatingEntry['rating'],
    ratedOn: string | undefined,
    more: Partial<RatingEntry> = {},
  ): RatingEntry => ({
    kind: 'location',
    ref: OFFICE,
    serviceGroup: 'Overall',
    keyQuestion: 'Overall',
    ratedOn,
    rating,
    unratedLabel: rating === null ? 'Not rated' : null,
    inherited: null,
    reportUrl: null,
    ...more,
  })
  const entry = (
    location: LocationEntry | undefined,
    ratings: RatingEntry[] = [],
    name = 'Larkfield Limited',
  ): RegisterEntry => ({
    line: 2,
    organisation: { organisationRef: OWNER, name, status: 'registered' },
    ...(location ? { location } : {}),
    ratings,
    successions: [],
  })

  const apply = async (entries: RegisterEntry[], asOf: string, layout = 'cqc-directory') => {
    const applied = await shell.command(importer, 'test-apply', async (tx) => {
      tx.record({ type: 'providers.test', about: [], data: {} })
      return ok(await applyEntries(tx, entries, { layout, asOf }))
    })
    assert.ok(applied.ok)
    return applied.value
  }
  const outcomes = (applied: Awaited<ReturnType<typeof apply>>) =>
    applied.outcomes.map(({ kind, outcome }) => `${kind} ${outcome}`)

  describe('the register keeps what extracts say', () => {
    it('takes entries as new, and the same ones again as unchanged', async () => {
      const entries = [entry(office, [rated('Good', '2024-03-01')])]
      assert.deepEqual(outcomes(await apply(entries, '2025-01-01')), ['organisation new', 'location new'])
      const again = await apply(entries, '2025-01-01')
      assert.deepEqual(outcomes(again), ['organisation unchanged', 'location unchanged'])
      assert.equal(again.ratingsNew, 0)
      const kept = await shell.read(importer, (tx) => findLocation(tx, OFFICE))
      assert.deepEqual(kept?.services, ['Domiciliary care service', 'Supported living service'])
      assert.equal(kept?.asOf, '2025-01-01')
    })

    it('a newer extract changes fields and names them, an older one only fills blanks', async () => {
      await apply([entry(office)], '2025-01-01')
      const newer = await apply([entry({ ...office, phone: '01902000002', website: null })], '2025-06-01')
      assert.deepEqual(newer.outcomes[1]?.changes, [{ field: 'phone', from: '01902000001', to: '01902000002' }])
      const older = await apply(
        [entry({ ...office, phone: '01902999999', website: 'https://larkfield.example' })],
        '2023-01-01',
      )
      assert.deepEqual(older.outcomes[1]?.changes, [{ field: 'website', from: null, to: 'https://larkfield.example' }])
      const kept = await shell.read(importer, (tx) => findLocation(tx, OFFICE))
      assert.equal(kept?.phone, '01902000002')
      assert.equal(kept?.asOf, '2025-06-01')
    })

    it('keeps every published rating and knows the latest, whatever order files come in', async () => {
      await apply([entry(office, [rated('Requires improvement', '2024-03-01')])], '2024-06-01')
      await apply([entry(office, [rated('Good', '2019-03-01')])], '2024-07-01')
      const published = await apply([entry(office, [rated('Inadequate', '2025-02-01')])], '2025-03-01')
      assert.deepEqual(
        published.ratingsPublished.map(({ rating, before, ratedOn }) => [rating, before, ratedOn]),
        [['Inadequate', 'Requires improvement', '2025-02-01']],
      )
      const [history, current] = await shell.read(importer, async (tx) => [
        await listRatings(tx, 'location', [OFFICE]),
        await currentRating(tx, OWNER),
      ])
      assert.deepEqual(
        history.map(({ ratedOn, rating }) => [ratedOn, rating]),
        [
          ['2019-03-01', 'Good'],
          ['2024-03-01', 'Requires improvement'],
          ['2025-02-01', 'Inadequate'],
        ],
      )
      assert.deepEqual(
        current.map(({ locationRef, rating, ratedOn }) => [locationRef, rating, ratedOn]),
        [[OFFICE, 'Inadequate', '2025-02-01']],
      )
    })

    it('a correction of one report is a new row and counts; an older extract does not bring the error back', async () => {
      await apply([entry(office, [rated('Good', '2024-03-01')])], '2024-06-01')
      assert.equal((await apply([entry(office, [rated('Outstanding', '2024-03-01')])], '2024-09-01')).ratingsNew, 1)
      assert.equal((await apply([entry(office, [rated('Good', '2024-03-01')])], '2024-06-01')).ratingsNew, 0)
      const [current] = await shell.read(importer, (tx) => listCurrentRatings(tx, 'location', [OFFICE]))
      assert.equal(current?.rating, 'Outstanding')
    })

    it('an undated rating is dated by the extract that first had it, and not again by the next', async () => {
      assert.equal((await apply([entry(office, [rated('Good', undefined)])], '2025-01-01')).ratingsNew, 1)
      assert.equal((await apply([entry(office, [rated('Good', undefined)])], '2025-02-01')).ratingsNew, 0)
      assert.equal((await apply([entry(office, [rated('Inadequate', undefined)])], '2025-03-01')).ratingsNew, 1)
      const [current] = await shell.read(importer, (tx) => listCurrentRatings(tx, 'location', [OFFICE]))
      assert.deepEqual(
        [current?.rating, current?.ratedOn, current?.datedBy],
        ['Inadequate', '2025-03-01', 'first seen'],
      )
    })

    it('an unrated label is no rating, and the label is kept', async () => {
      await apply(
        [entry(office, [rated(null, '2024-03-01', { unratedLabel: 'Inspected but not rated' })])],
        '2025-01-01',
      )
      const [current] = await shell.read(importer, (tx) => listCurrentRatings(tx, 'location', [OFFICE]))
      assert.deepEqual([current?.rating, current?.unratedLabel], [null, 'Inspected but not rated'])
    })

    it('a registration that ended is never deleted, and a later extract that lists it brings it back', async () => {
      await apply([entry(office)], '2025-01-01')
      await apply([entry({ locationRef: OFFICE, status: 'deregistered', endedOn: '2025-03-31' })], '2025-04-01')
      const ended = await shell.read(importer, (tx) => findLocation(tx, OFFICE))
      assert.deepEqual(
        [ended?.status, ended?.endedOn, ended?.name],
        ['deregistered', '2025-03-31', 'Larkfield Home Care'],
      )
      // Seen running after that day: a belated word of its end is not believed.
      await apply([entry(office)], '2025-06-01')
      await apply([entry({ locationRef: OFFICE, status: 'deregistered', endedOn: '2025-03-31' })], '2025-04-01')
      assert.equal((await shell.read(importer, (tx) => findLocation(tx, OFFICE)))?.status, 'registered')
    })

    it('lists organisations by reference and by the service that they provide in an area', async () => {
      await apply([entry(office)], '2025-01-01')
      const [byRef, here, elsewhere] = await shell.read(importer, async (tx) => [
        await listOrganisations(tx, [OWNER, '1-800000002']),
        await listServing(tx, { service: 'Domiciliary care service', localAuthority: 'Wenbury' }),
        await listServing(tx, { service: 'Domiciliary care service', localAuthority: 'Elsewhere' }),
      ])
      assert.deepEqual(
        byRef.map(({ name }) => name),
        ['Larkfield Limited'],
      )
      assert.deepEqual(here, [{ organisationRef: OWNER, name: 'Larkfield Limited' }])
      assert.deepEqual(elsewhere, [])
    })
  })

  it('knows a provider by its reference, its name, or as much of it as only one has', async () => {
    const other = { ...entry(undefined, [], 'Larkfield Support Limited'), line: 3 }
    await apply(
      [entry(undefined), { ...other, organisation: { ...other.organisation, organisationRef: '1-800000002' } }],
      '2026-11-01',
    )
    const typed = (words: string | undefined) => shell.read(importer, (tx) => providerTyped(tx, words))
    assert.equal(await typed(OWNER), OWNER)
    assert.equal(await typed('larkfield LIMITED'), OWNER)
    assert.equal(await typed('field support'), '1-800000002')
    assert.equal(await typed('Larkfield'), 'Larkfield', 'two are called so')
    assert.equal(await typed(undefined), undefined)
  })
})
