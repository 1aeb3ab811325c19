/** A council small enough to read, for the tests of this stage: one zone, seven officers, two people, three providers. */
import assert from 'node:assert/strict'
import { type PatternVisit, slotDays } from '#src/brokerage/packages/pattern.ts'
import { findOffer } from '#src/brokerage/offers/offer.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { chooseOffer, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { enterContract, enterFramework } from '#src/contracts/index.ts'
import {
  addOfficer,
  changePolicy,
  grantsOfRoles,
  nameCouncil,
  type Role,
  setZones,
  STANDARD,
} from '#src/councils/index.ts'
import { addPerson } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { ok, type Result } from '#src/base/result.ts'
import { loadRegister, type Rating } from '#src/providers/index.ts'
import { addRateCard } from '#src/rates/index.ts'
import { COUNCIL, providerUser, system } from '#test/support/database.ts'

const OFFICERS: readonly (readonly [string, string, Role])[] = [
  ['O-1', 'Bea Broker', 'broker'],
  ['O-2', 'Sam Social', 'social_worker'],
  ['O-3', 'Mo Manager', 'brokerage_manager'],
  ['O-4', 'Fay Finance', 'finance_officer'],
  ['O-5', 'Tom Team', 'team_manager'],
  ['O-6', 'Hal Head', 'head_of_service'],
  ['O-7', 'Sue Social', 'social_worker'],
]
const PROVIDERS: readonly (readonly [string, string, Rating, number])[] = [
  ['1-101', 'Wye Valley Carers', 'Good', 2340],
  ['1-102', 'Ledbury Support', 'Requires improvement', 2295],
  ['1-103', 'Meadow View Homecare', 'Outstanding', 2485],
]

export const officerOf = (ref: string): Actor => {
  const [, name, role] = OFFICERS.find(([known]) => known === ref) ?? ['', '', 'broker' as Role]
  return { kind: 'officer', council: COUNCIL, id: ref, name, grants: grantsOfRoles([role]) }
}
export const provider = (ref: string): Actor => providerUser(ref, ['brokerage.offer'])

export const PATTERN: readonly PatternVisit[] = [
  {
    slot: 1,
    days: [1, 2, 3, 4, 5, 6, 7],
    windowFrom: '07:30',
    windowTo: '09:00',
    start: '08:00',
    minutes: 45,
    workers: 1,
    timeCritical: false,
    tasks: 'Washing and breakfast',
  },
  {
    slot: 2,
    days: [1, 2, 3, 4, 5],
    windowFrom: '16:00',
    windowTo: '18:00',
    start: '17:00',
    minutes: 30,
    workers: 1,
    timeCritical: false,
    tasks: 'Tea and medicines',
  },
]

export function got<T, E>(result: Result<T, E>): T {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error))
  return result.value
}
export const refusal = <E>(result: Result<unknown, E>): E | undefined => (result.ok ? undefined : result.error)

/** Fills the council by the commands of the earlier stages. */
export async function seedSmallCouncil({ shell }: { shell: Shell }, ceilings: readonly number[] = []): Promise<void> {
  const me = system()
  got(await nameCouncil(shell, me, { name: 'Wenbury Council' }))
  got(await setZones(shell, me, { zones: [{ zone: 'rural', name: 'Rural', kind: 'rural' }] }))
  for (const [officerRef, name, role] of OFFICERS)
    got(await addOfficer(shell, me, { officerRef, name, email: `${officerRef}@wenbury.example`, roles: [role] }))
  got(
    await changePolicy(shell, me, {
      kind: 'price-ceiling',
      fromDay: '2026-11-22',
      value: { ceilings: [{ service: 'home_care', zone: 'rural', pencePerHour: 2370 }] },
      reason: 'Cabinet, 21 November 2026',
    }),
  )
  // Windows of the clock's hours: working time has tests of its own.
  got(
    await changePolicy(shell, me, {
      kind: 'offer-window',
      fromDay: '2026-11-22',
      value: { ...STANDARD['offer-window'], hours: { standard: 24, urgent: 4 }, counted: 'every_hour' },
      reason: 'Cabinet, 21 November 2026',
    }),
  )
  await seedPeople(shell, me)
  await seedProviders(shell, me)
  const frameworkRef = got(
    await enterFramework(shell, me, {
      title: 'Home care 2026',
      service: 'home_care',
      fromDay: '2026-04-01',
      toDay: '2028-04-01',
      weights: { price: 70, quality: 10, completeness: 10, start: 10 },
    }),
  )
  for (const [at, [organisationRef, name, , pence]] of PROVIDERS.entries()) {
    const card = `HC-${organisationRef}`
    const rates = [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pence }]
    const text = JSON.stringify({ card, from: '2026-04-01', to: null, payment: { rule: 'actual' }, rates })
    got(await addRateCard(shell, me, { name: `Home care, ${name}`, text }))
    got(
      await enterContract(shell, me, {
        ...{
          frameworkRef,
          organisationRef,
          title: `Home care, ${name}`,
          lot: '1',
          service: 'home_care',
          zones: ['rural'],
        },
        ...{ cardRef: card, ceilingPence: ceilings[at] ?? null, fromDay: '2026-04-01', toDay: '2028-04-01' },
      }),
    )
  }
}

async function seedPeople(shell: Shell, me: Actor): Promise<void> {
  const common = { zone: 'rural', language: 'English', interpreter: false }
  const people = [
    {
      givenName: 'Margaret',
      familyName: 'Hughes',
      birthDay: '1942-03-27',
      addressLines: ['4 Mill Lane'],
      postcode: 'HR6 8AB',
    },
    {
      givenName: 'Owen',
      familyName: 'Price',
      birthDay: '1938-01-02',
      addressLines: ['9 High Street'],
      postcode: 'HR6 9CD',
    },
  ]
  for (const details of people) got(await addPerson(shell, me, { details: { ...common, ...details } }))
}

async function seedProviders(shell: Shell, me: Actor): Promise<void> {
  const entries = PROVIDERS.map(([ref, name, rating], line) => ({
    line,
    organisation: { organisationRef: ref, name, status: 'registered' as const },
    location: { locationRef: `${ref}-1`, organisationRef: ref, name, status: 'registered' as const },
    ratings: [
      {
        ...{ kind: 'location' as const, ref: `${ref}-1`, serviceGroup: 'Overall', keyQuestion: 'Overall' as const },
        ...{ ratedOn: '2025-01-01', rating, unratedLabel: null, inherited: null, reportUrl: null },
      },
    ],
    successions: [],
  }))
  got(
    await shell.command(me, 'load-register', async (tx) => {
      await loadRegister(tx, entries, { layout: 'small-council', asOf: '2026-11-01' })
      return ok(entries.length)
    }),
  )
}

/** A package of Margaret Hughes, asked for by Sam Social and sent to all three providers. */
export async function sentPackage(shell: Shell, personRef = 'P-1001'): Promise<string> {
  const { packageRef } = got(
    await requestPackage(shell, officerOf('O-2'), {
      ...{ personRef, service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' },
      skills: ['Welsh speaker'],
    }),
  )
  got(await sendPackage(shell, officerOf('O-1'), packageRef))
  return packageRef
}

export const wholeOffer = (packageRef: string) => ({
  packageRef,
  startDay: '2026-11-30',
  covers: slotDays(PATTERN),
  note: '',
})

/** The same with offers of all three, closed because all have answered, and the first of the ranking chosen by Bea Broker. */
export async function chosenPackage(shell: Shell, personRef = 'P-1001'): Promise<string> {
  const packageRef = await sentPackage(shell, personRef)
  for (const [ref] of PROVIDERS) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
  got(await closeOffers(shell, officerOf('O-1'), packageRef))
  const offerRef = await offerOf(shell, packageRef, '1-101')
  got(await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef }))
  return packageRef
}

export async function offerOf(shell: Shell, packageRef: string, organisationRef: string): Promise<string> {
  const offer = await shell.read(system(), (tx) => findOffer(tx, packageRef, organisationRef))
  return offer?.offerRef ?? ''
}

export const SIGNERS = ['O-7', 'O-3', 'O-4', 'O-5', 'O-6'] as const

/** All five signatures, one after the other; the last one places. */
export async function signAll(shell: Shell, packageRef: string): Promise<void> {
  for (const [at, ref] of SIGNERS.entries()) got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
}

/** Sets what the first provider's contract may bear, which no command of the register changes yet. */
export const setCeiling = (shell: Shell, pence: number): Promise<unknown> =>
  shell.command(system(), 'set-ceiling', async (tx) => {
    await rows(tx, sql`update contracts.contract set ceiling_pence = ${pence} where organisation_ref = '1-101'`)
    tx.record({ type: 'test.ceiling-set', about: [], data: { pence } })
    return ok(pence)
  })
