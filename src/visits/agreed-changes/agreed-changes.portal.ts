/** A provider writes down what it agreed with a person: another time, or minutes saved. */
import { counted } from '#src/base/counted.ts'
import { clockInWords, type Day, dayOf, formatDay, formatTime, LONDON } from '#src/base/day.ts'
import { type PatternVisit } from '#src/brokerage/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import {
  dayField,
  numberField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { balanceOn } from '#src/visits/agreed-changes/agreed-change.ts'
import { type AgreeChange, agreeChange, bankSince, bankTime } from '#src/visits/agreed-changes/agree-commands.ts'
import {
  findVisitWithPattern,
  type KeptChange,
  listBanked,
  searchChanges,
} from '#src/visits/agreed-changes/agreed-change.store.ts'
import { BANK_ERRORS, CHANGE_ERRORS, changeTag, changeWords } from '#src/visits/agreed-changes/change-words.page.ts'
import { listAttendances } from '#src/visits/visit-list.store.ts'
import { actualMinutes } from '#src/visits/visit-outcome.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'

const PAGE_SIZE = 25
const BASE = '/portal/visits'

type Typed = {
  kind: string
  start: string
  minutes: string
  agreedWith: string
  agreedOn: Day | TypedDay
  note: string
  saved: string
  savedWith: string
  savedOn: Day | TypedDay
}
type Form = { readonly errors: FieldError[]; readonly typed: Typed }

const timeOf = ({ start }: KeptVisit): string => start.toZonedDateTimeISO(LONDON).toPlainTime().toString().slice(0, 5)

async function readAgreeing(tx: Read, visitRef: string) {
  const found = await findVisitWithPattern(tx, visitRef)
  const visit = found?.visit
  const slot = found?.pattern.find((one) => one.slot === visit?.slot)
  if (!visit || !slot || visit.status === 'cancelled') return undefined
  const [person] = await listSharedPeople(tx, [visit.personRef])
  const rules = await getPolicy(tx, 'banked-time', dayOf(tx.now))
  const entries = await listBanked(tx, { packageRef: visit.packageRef }, bankSince(visit.day, rules))
  return {
    ...{ visit, slot, now: tx.now },
    name: person?.name ?? visit.personRef,
    actual: actualMinutes(await listAttendances(tx, [visit])),
    balance: balanceOn(entries, rules, visit.day),
    banked: entries.find((one) => one.visitRef === visit.visitRef),
    ...rules,
  }
}

type Agreeing = NonNullable<Awaited<ReturnType<typeof readAgreeing>>>

/** Before the visit: another time or length. After it: minutes that were saved. */
export async function showAgreeing(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  const found = await shell.view(actor, `visit:${visitRef}`, (tx) => readAgreeing(tx, visitRef))
  if (!found) return gone(asked, visitRef)
  const { visit, slot, name, now, balance, mostMinutes, withinWeeks } = found
  const today = dayOf(now)
  const typed = form?.typed ?? {
    ...{
      kind: 'one-off',
      start: timeOf(visit),
      minutes: String(visit.minutes),
      agreedWith: '',
      agreedOn: today,
      note: '',
    },
    ...{ saved: '', savedWith: '', savedOn: today },
  }
  const errors = form?.errors ?? []
  const isToCome = Temporal.Instant.compare(visit.start, now) > 0
  return page(
    {
      title: isToCome ? `Agree another time for ${name}` : `Bank time of ${name}`,
      caption: `Visit ${visitRef}`,
      section: 'visits',
      breadcrumbs: [
        { text: 'Visits', href: `${BASE}?day=${visit.day}` },
        { text: visitRef, href: `${BASE}/${encodeURIComponent(visitRef)}` },
        { text: isToCome ? 'Another time' : 'Bank time' },
      ],
      errors,
      content: html`${summary([
        { key: 'Planned', value: `${formatDay(visit.day)} at ${formatTime(visit.start)}, ${visit.minutes} minutes` },
        { key: 'Window', value: `${clockInWords(slot.windowFrom)} to ${clockInWords(slot.windowTo)}` },
        {
          key: 'Banked',
          value: `${counted(balance, 'minute')} to be used on this day; ${mostMinutes} at most, within ${withinWeeks} weeks`,
        },
      ])}${isToCome ? changeForm(found, typed, csrf, errors) : bankSection(found, typed, csrf, errors)}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

/** A visit that was planned anew since the page was opened is found again by its day. */
async function gone({ shell, actor }: Asked, visitRef: string): Promise<Reply> {
  const visit = await shell.read(actor, (tx) => findVisit(tx, visitRef))
  if (visit?.status !== 'cancelled') return notFound()
  return notDone(
    `${BASE}?day=${visit.day}`,
    `The visit at ${formatTime(visit.start)} was cancelled or planned anew meanwhile. Choose it again from its day.`,
  )
}

const changeForm = ({ visit, slot }: Agreeing, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  html`${inset(windowWords(slot))}${postForm({
    action: `${BASE}/${encodeURIComponent(visit.visitRef)}/agree`,
    csrf,
    content: html`${radiosField({
      name: 'kind',
      label: 'For which visits?',
      value: typed.kind,
      errors,
      choices: [
        { value: 'one-off', text: `This one, on ${formatDay(visit.day)}` },
        { value: 'standing', text: 'This one and all after it' },
      ],
    })}${textField({ name: 'start', label: 'New time', type: 'time', value: typed.start, width: 5, errors })}${numberField(
      {
        name: 'minutes',
        label: 'Minutes',
        hint: 'Shorter saves minutes for later; longer uses them.',
        value: typed.minutes,
        errors,
      },
    )}${textField({ name: 'agreedWith', label: 'Who agreed?', hint: 'The person, or who speaks for them', value: typed.agreedWith, errors })}${dayField(
      { name: 'agreedOn', label: 'On which day?', value: typed.agreedOn, errors },
    )}${textareaField({ name: 'note', label: 'Anything else (optional)', value: typed.note, rows: 2, errors })}${submit('Save what was agreed')}`,
  })}`

const windowWords = ({ windowFrom, windowTo, timeCritical }: PatternVisit): string =>
  timeCritical
    ? 'The time of this visit is critical: the council decides on any change.'
    : `Between ${clockInWords(windowFrom)} and ${clockInWords(windowTo)} you and the person agree by yourselves. Outside it the council is asked.`

function bankSection(
  { visit, actual, banked }: Agreeing,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html {
  if (actual === undefined)
    return html`<p class="govuk-body">The visit has begun, and nobody has logged out of it yet.</p>`
  if (banked)
    return html`<p class="govuk-body">${counted(banked.minutes, 'minute')} of this visit ${banked.minutes === 1 ? 'is' : 'are'} banked already.</p>`
  if (actual >= visit.minutes) return html`<p class="govuk-body">The visit took its whole time: nothing was saved.</p>`
  return section(
    `The visit was ${visit.minutes - actual} minutes shorter than planned`,
    postForm({
      action: `${BASE}/${encodeURIComponent(visit.visitRef)}/bank`,
      csrf,
      content: html`${numberField({ name: 'saved', label: 'Minutes to keep for another visit', value: typed.saved, errors })}${textField(
        {
          name: 'savedWith',
          label: 'Who agreed?',
          hint: 'The person, or who speaks for them',
          value: typed.savedWith,
          errors,
        },
      )}${dayField({ name: 'savedOn', label: 'On which day?', value: typed.savedOn, errors })}${submit('Bank the minutes')}`,
    }),
  )
}

const typedOf = ({ form }: Asked): Typed => {
  const text = (name: string): string => typedText(form, name)
  return {
    ...{ kind: text('kind'), start: text('start'), minutes: text('minutes'), agreedWith: text('agreedWith') },
    ...{ agreedOn: typedDay(form, 'agreedOn'), note: text('note'), saved: text('saved'), savedWith: text('savedWith') },
    savedOn: typedDay(form, 'savedOn'),
  }
}

const wholeNumber = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN)

export async function postAgree(asked: Asked): Promise<Reply> {
  const { shell, actor, form, params } = asked
  const visitRef = params['ref'] ?? ''
  const typed = typedOf(asked)
  const visit = await shell.read(actor, (tx) => findVisit(tx, visitRef))
  if (!visit || visit.status === 'cancelled') return gone(asked, visitRef)
  const agreedOn = readDay(form, 'agreedOn')
  if (!agreedOn.ok)
    return showAgreeing(asked, {
      errors: [{ field: 'agreedOn', message: 'Enter the day on which they agreed' }],
      typed,
    })
  const input: AgreeChange = {
    ...{ packageRef: visit.packageRef, slot: visit.slot, fromDay: visit.day, start: typed.start, note: typed.note },
    kind: typed.kind === 'standing' ? 'standing' : 'one-off',
    minutes: wholeNumber(typed.minutes),
    agreedWith: typed.agreedWith,
    agreedOn: agreedOn.value,
  }
  const done = await agreeChange(shell, actor, input)
  if (!done.ok) {
    if (done.error === 'no such visit') return notFound()
    return showAgreeing(asked, { errors: [CHANGE_ERRORS[done.error]], typed })
  }
  return seeOther(
    `${BASE}/changes`,
    done.value.status === 'agreed'
      ? 'Agreed. The visit is planned anew in a moment.'
      : 'The council is asked. Until it agrees the visit stays as it is.',
  )
}

export async function postBank(asked: Asked): Promise<Reply> {
  const { shell, actor, form, params } = asked
  const visitRef = params['ref'] ?? ''
  const typed = typedOf(asked)
  const savedOn = readDay(form, 'savedOn')
  if (!savedOn.ok)
    return showAgreeing(asked, { errors: [{ field: 'savedOn', message: 'Enter the day on which they agreed' }], typed })
  const saving = { visitRef, minutes: wholeNumber(typed.saved), agreedWith: typed.savedWith, agreedOn: savedOn.value }
  const done = await bankTime(shell, actor, saving)
  if (done.ok) return seeOther(`${BASE}/${encodeURIComponent(visitRef)}`, 'The minutes are kept for another visit')
  return done.error === 'no such visit' ? notFound() : showAgreeing(asked, { errors: [BANK_ERRORS[done.error]], typed })
}

/** What the provider and its people agreed, newest first. */
export async function listOwnChanges({ shell, actor, query, url }: Asked): Promise<Reply> {
  const { found, names } = await shell.read(actor, async (tx) => {
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const found = await searchChanges(tx, { organisationRef: actor.organisation }, part)
    const shared = await listSharedPeople(
      tx,
      found.changes.map(({ personRef }) => personRef),
    )
    return { found, names: new Map(shared.map(({ personRef, name }) => [personRef, name])) }
  })
  await shell.noteList(actor, 'own agreed changes', { count: found.total })
  return page({
    title: 'Times agreed with people',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: BASE }, { text: 'Times agreed' }],
    content: queue<KeptChange>({
      noun: { one: 'change', many: 'changes' },
      url,
      rows: found.changes,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: 'Nothing has been agreed yet. Open a visit that is to come, and choose "Agree another time".',
      columns: [
        {
          heading: 'Person',
          cell: (one) =>
            html`${names.get(one.personRef) ?? one.personRef}${small(`${one.packageRef}, visit ${one.slot}`)}`,
        },
        {
          heading: 'What was agreed',
          cell: (one) =>
            html`${link(changeWords(one), `${BASE}?day=${one.fromDay}`)}${small(`With ${one.agreedWith} on ${formatDay(one.agreedOn)}`)}`,
        },
        {
          heading: 'Status',
          cell: (one) =>
            html`${statusTag(changeTag(one))}${(one.decisionNote ?? '') !== '' && small(one.decisionNote)}`,
        },
      ],
    }),
  })
}
