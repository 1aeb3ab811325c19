/** A notice as it would go out now: what it says, the release of it, and what is still missing. */
import { addDays, type Day, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { awardRelease, contractRelease, marketRelease, tenderRelease } from '#src/tendering/notices/draft-release.ts'
import { NOTICES } from '#src/tendering/notices/notice.ts'
import type { Release } from '#src/tendering/notices/ocds.ts'
import { criteriaOf, type Subject } from '#src/tendering/notices/subject.ts'
import { regimeName } from '#src/tendering/regime/regime.ts'
import { ROUTES, routeName } from '#src/tendering/tenders/route.ts'

export type Line = { readonly label: string; readonly text: string }

export type Draft = {
  readonly content: readonly Line[]
  /** Undefined where the notice is about no contracting process, or its subject is not there. */
  readonly release: Release | undefined
  /** Sentences that say what to do before it may be published. */
  readonly missing: readonly string[]
}

export function draftNotice(subject: Subject): Draft {
  const { notice } = subject
  const { about, fields } = NOTICES[notice.code]
  const gone = missingSubject(subject)
  return {
    content: [...linesOf(subject), ...fields.flatMap(({ key, label }) => line(label, notice.typed[key]))],
    release: gone ? undefined : releaseOf(subject),
    missing: [
      ...(gone ? [gone] : []),
      ...fields.filter(({ key, optional }) => !optional && !notice.typed[key]).map(({ label }) => `Write “${label}”`),
      ...(about === 'tender' && subject.tender?.spec.title === '' ? ['Give the tender a title'] : []),
    ],
  }
}

function missingSubject({ notice: { code }, tender, award, contract, market }: Subject): string | undefined {
  if (NOTICES[code].about === 'tender' && !tender) return 'There is no such tender'
  if (code === 'UK6' && !award) return 'Decide the award first: the notice names who won'
  if (NOTICES[code].about === 'contract' && !contract) return 'The contract is not known here'
  if (NOTICES[code].about === 'market' && !market) return 'There is no such market'
  return undefined
}

function releaseOf(subject: Subject): Release | undefined {
  const { tag, about } = NOTICES[subject.notice.code]
  if (tag === null) return undefined
  if (about === 'contract') return contractRelease(subject, tag)
  if (about === 'market') return marketRelease(subject, tag)
  return tag === 'award' ? awardRelease(subject) : tenderRelease(subject, tag)
}

const line = (label: string, text: string | undefined | null | false): Line[] => (text ? [{ label, text }] : [])

/** "£4,000,000.00 with VAT" */
const worth = (pence: Pence | null): string | null => (pence === null ? null : `${formatPence(pence)}, VAT included`)

const term = (from: Day, to: Day): string | null =>
  from === '' || to === '' ? null : `${formatDay(from)} to ${formatDay(addDays(to, -1))}`

function linesOf(subject: Subject): Line[] {
  const { notice, buyer, tender, award, contract, market } = subject
  return [
    ...line('Contracting authority', buyer.name),
    ...line('Contact', buyer.contactPoint?.email),
    ...(tender ? tenderLines(tender) : []),
    ...(award && (notice.code === 'UK6' || notice.code === 'UK5') ? awardLines(award) : []),
    ...(contract ? contractLines(contract) : []),
    ...line('Dynamic market', market?.title),
    ...line('What it is for', market?.summary),
  ]
}

function tenderLines({ spec, reason, version }: NonNullable<Subject['tender']>): Line[] {
  const { timetable } = spec
  const competitive = ROUTES[spec.route].competitive
  return [
    ...line('Title', spec.title),
    ...line('What is bought', spec.summary),
    ...line('CPV', spec.cpv),
    ...line('Procedure', routeName(spec.route)),
    ...line('Law', regimeName(spec.regime)),
    ...line('Estimated value', worth(spec.estimatedPence)),
    ...line('Term', term(spec.fromDay, spec.toDay)),
    ...line('Extensions', spec.extensionMonths.length > 0 && `${spec.extensionMonths.join(', then ')} months`),
    ...spec.lots.flatMap((lot) =>
      line(`Lot ${lot.lot}`, `${lot.title}: ${worth(lot.estimatedPence)}, ${lot.places} to be awarded`),
    ),
    ...line('Conditions', spec.conditions.map(({ text }) => text).join('; ')),
    ...line('How bids are assessed', criteriaOf(spec)),
    ...line('Questions until', competitive && moment(timetable.questionsUntil)),
    ...line('Bids until', competitive && moment(timetable.closesAt)),
    ...line('No market engagement, because', spec.noEngagementReason),
    ...line('Awarded directly, because', spec.directAward && `${spec.directAward.ground}: ${spec.directAward.reason}`),
    ...line('Changed, because', version > 1 && reason),
  ]
}

const moment = (text: string): string => (text === '' ? '' : formatInstant(Temporal.Instant.from(text)))

function awardLines({ day, bids, lots, standstillLastDay }: NonNullable<Subject['award']>): Line[] {
  return [
    ...line('Decided', formatDay(day)),
    ...line('Bids assessed', bids > 0 && String(bids)),
    ...lots.flatMap((lot) =>
      line(`Lot ${lot.lot} awarded to`, lot.suppliers.map(({ name }) => name).join('; ') || 'nobody'),
    ),
    ...line('Standstill', standstillLastDay && `to the end of ${formatDay(standstillLastDay)}`),
  ]
}

function contractLines(contract: NonNullable<Subject['contract']>): Line[] {
  return [
    ...line('Contract', `${contract.title} (${contract.contractRef})`),
    ...line('Suppliers', contract.suppliers.map(({ name }) => name).join('; ')),
    ...line('Value', worth(contract.valuePence)),
    ...line('Term', term(contract.fromDay, contract.toDay)),
    ...line('With extensions', contract.mostToDay && `to ${formatDay(addDays(contract.mostToDay, -1))}`),
    ...line('Signed', contract.kind === 'entered' && formatDay(contract.day)),
  ]
}
