/** People who pay for themselves: one was advised, one is offered care, two have theirs arranged and billed, one took consent back. */
import { addDays, dayOf } from '#src/base/day.ts'
import {
  acceptFee,
  type Advice,
  arrangeCare,
  closeOffers,
  endConsent,
  findInvoiceOf,
  giveOffer,
  keepConsent,
  listInvitations,
  listOffers,
  noteAdvice,
  requestPackage,
  sendPackage,
  settleFee,
} from '#src/brokerage/index.ts'
import type { LoadedPerson } from '#src/people/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { PATTERNS } from '#src/trial/care.ts'
import { hoursAgo } from '#src/trial/office-hours.ts'
import { must, officerActor, providerActor, type Setting } from '#src/trial/setting.ts'

type Story = {
  /** Hours since the package was asked for. */
  readonly asked: number
  readonly told: readonly Advice[]
  readonly ends: 'draft' | 'offered' | 'paid' | 'overdue' | 'consent withdrawn'
}

const DAY = 24

/** A fee that is due after thirty days is late after fifty; where there are too few people, the last stories are left out. */
const STORIES: readonly Story[] = [
  { asked: 50 * DAY, told: ['assessment', 'directory', 'ask_council'], ends: 'overdue' },
  { asked: 5, told: ['independent_advice'], ends: 'offered' },
  { asked: 6, told: ['assessment', 'directory', 'ask_council'], ends: 'draft' },
  {
    ...{ asked: 20 * DAY, ends: 'paid' },
    told: ['assessment', 'directory', 'ask_council', 'financial_assessment', 'independent_advice'],
  },
  { asked: 3 * DAY, told: ['assessment', 'ask_council'], ends: 'consent withdrawn' },
]

type Making = Omit<Setting, 'dice' | 'contracts' | 'narrow'>

/** Takes one of these people each, whom nobody serves, as far as the story goes. */
export async function makeSelfFunders(setting: Making, people: readonly LoadedPerson[]): Promise<void> {
  for (const [at, story] of STORIES.entries()) {
    const person = people[at]
    if (person) await tell(setting, person, story)
  }
  setting.setClock(setting.now)
}

/** By the person, on the day on which the clock stands. */
const yes = (person: LoadedPerson, hours: number, { now }: Making) => ({
  ...{ by: `${person.givenName} ${person.familyName}`, as: 'person', on: dayOf(hoursAgo(now, hours)) },
})

async function tell(setting: Making, person: LoadedPerson, { asked, told, ends }: Story): Promise<void> {
  const { shell, setClock, now } = setting
  const broker = officerActor(setting, 'O-1001')
  const [[pattern] = []] = PATTERNS
  if (!pattern) return
  setClock(hoursAgo(now, asked))
  const { packageRef } = must(
    await requestPackage(shell, officerActor(setting, 'O-1003'), {
      ...{ personRef: person.personRef, service: 'home_care', pattern, outcomes: ['nutrition'], payer: 'self' },
      startBy: addDays(dayOf(hoursAgo(now, asked)), 10),
    }),
  )
  setClock(hoursAgo(now, asked - 1))
  const said = { packageRef, ...yes(person, asked - 1, setting) }
  must(await noteAdvice(shell, broker, { packageRef, kinds: told, on: said.on }))
  if (ends === 'draft') return
  must(await keepConsent(shell, broker, { ...said, words: 'Share what I need, without my name and address' }))
  must(await acceptFee(shell, broker, { ...said, feePence: 15_000 }))
  const { closesAt } = must(await sendPackage(shell, broker, packageRef))
  setClock(hoursAgo(now, asked - 2))
  await offer(setting, packageRef, ends === 'offered' ? 1 : 2)
  if (ends === 'offered') return
  if (ends === 'consent withdrawn')
    return void must(await endConsent(shell, broker, { packageRef, ...yes(person, asked - 2, setting) }))
  if (!closesAt) throw new Error(`no window for ${packageRef}`)
  setClock(closesAt)
  must(await closeOffers(shell, systemActor(1), packageRef))
  await arrange(setting, packageRef, person, Math.floor(closesAt.until(now).total('hours')) - DAY)
  if (ends === 'paid') await pay(setting, packageRef)
}

/** The first of those who were asked offer all of it. */
async function offer({ shell }: Making, packageRef: string, count: number): Promise<void> {
  const invitations = await shell.read(systemActor(1), (tx) => listInvitations(tx, packageRef))
  for (const { organisationRef, organisationName, pattern, startBy } of invitations.slice(0, count)) {
    const covers = pattern.flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    const made = { packageRef, startDay: startBy, covers, note: 'At the times asked for' }
    must(await giveOffer(shell, providerActor(organisationRef, organisationName), made))
  }
}

async function arrange(setting: Making, packageRef: string, person: LoadedPerson, hours: number): Promise<void> {
  const { shell, setClock, now } = setting
  const [first] = await shell.read(systemActor(1), (tx) => listOffers(tx, packageRef))
  if (!first) throw new Error(`nobody offered to take ${packageRef}`)
  setClock(hoursAgo(now, hours))
  const agreed = { packageRef, ...yes(person, hours, setting), offerRef: first.offerRef }
  must(await arrangeCare(shell, officerActor(setting, 'O-1001'), agreed))
}

async function pay(setting: Making, packageRef: string): Promise<void> {
  const { shell, setClock, now } = setting
  const billed = await shell.read(systemActor(1), (tx) => findInvoiceOf(tx, packageRef))
  if (!billed) throw new Error(`no fee was billed for ${packageRef}`)
  const hours = 2 * DAY
  setClock(hoursAgo(now, hours))
  const paid = { state: 'paid', on: dayOf(hoursAgo(now, hours)), reason: 'Card payment, receipt 20417' } as const
  must(await settleFee(shell, officerActor(setting, 'O-1005'), { invoiceRef: billed.invoiceRef, ...paid }))
}
