import { counted } from '#src/base/counted.ts'
import { clockInWords, dayOf, formatDay, formatInstant, instantAt } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { providerTyped, whichProvider } from '#src/providers/index.ts'
import { balanceOf, decideAsked, type DecideRefusal } from '#src/visits/agreed-changes/agree-commands.ts'
import type { ChangeStatus } from '#src/visits/agreed-changes/agreed-change.ts'
import { findChangeOfSlot, type KeptChange, searchChanges } from '#src/visits/agreed-changes/agreed-change.store.ts'
import { changeTag, changeWords, WHY_ASKED } from '#src/visits/agreed-changes/change-words.page.ts'
import { namesOf } from '#src/visits/names.store.ts'

const PAGE_SIZE = 25
const STATUSES: readonly ChangeStatus[] = ['asked', 'agreed', 'refused']

export const changeHref = (changeRef: string): string => `/visits/changes/${encodeURIComponent(changeRef)}`

/** What people and their providers agreed on times; what waits for an officer comes first. */
export async function listChanges(visit: Asked): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const status = STATUSES.find((one) => one === chosen(query, 'status')[0])
  const { found, names, organisationRef } = await shell.read(actor, async (tx) => {
    const organisationRef = await providerTyped(tx, chosen(query, 'provider')[0])
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const found = await searchChanges(tx, { status, organisationRef }, part)
    return { found, organisationRef, names: await namesOf(tx, found.changes) }
  })
  await shell.noteList(actor, 'agreed changes', { status, provider: organisationRef, count: found.total })
  return page({
    title: 'Times agreed with people',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Times agreed' }],
    content: queue<KeptChange>({
      noun: { one: 'change', many: 'changes' },
      url,
      rows: found.changes,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: await whichProvider(visit, 'Providers and people have agreed no other times.'),
      filters: [
        {
          kind: 'one',
          name: 'status',
          label: 'Status',
          choices: STATUSES.map((value) => ({ value, text: changeTag({ status: value }).text })),
        },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
      ],
      columns: [
        {
          heading: 'Change',
          cell: (one) =>
            html`${link(changeWords(one), changeHref(one.changeRef))}${small(`${one.packageRef}, visit ${one.slot}`)}`,
        },
        { heading: 'Person', cell: (one) => link(names.person(one.personRef), `/people/${one.personRef}`) },
        { heading: 'Provider', cell: (one) => names.provider(one.organisationRef) },
        {
          heading: 'Status',
          cell: (one) => html`${statusTag(changeTag(one))}${one.whyAsked && small(WHY_ASKED[one.whyAsked])}`,
        },
      ],
    }),
  })
}

type Form = { readonly errors: FieldError[]; readonly answer: string; readonly note: string }
const EMPTY: Form = { errors: [], answer: '', note: '' }

export async function showChange(asked: Asked, house: House, form: Form = EMPTY): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const changeRef = params['ref'] ?? ''
  return shell.view(actor, `change:${changeRef}`, async (tx) => {
    const found = await findChangeOfSlot(tx, changeRef)
    if (!found) return notFound()
    const { change, slot } = found
    const names = await namesOf(tx, [change])
    const { withinWeeks } = await getPolicy(tx, 'banked-time', dayOf(tx.now))
    const balance = await balanceOf(tx, change.packageRef, change.fromDay)
    const isAsked = change.status === 'asked'
    const isPast =
      change.kind === 'one-off' && Temporal.Instant.compare(instantAt(change.fromDay, change.start), tx.now) <= 0
    return page(
      {
        title: `Another time for ${names.person(change.personRef)}`,
        caption: `Change ${changeRef}`,
        section: 'visits',
        breadcrumbs: [
          { text: 'Visits', href: '/visits' },
          { text: 'Times agreed', href: '/visits/changes' },
          { text: changeRef },
        ],
        tags: [changeTag(change)],
        errors: form.errors,
        content: html`${summary([
          { key: 'What was agreed', value: changeWords(change) },
          change.whyAsked !== null && { key: 'Why the council is asked', value: WHY_ASKED[change.whyAsked] },
          slot && {
            key: 'Window',
            value: `${clockInWords(slot.windowFrom)} to ${clockInWords(slot.windowTo)}${slot.timeCritical ? ', time-critical' : ''}`,
          },
          slot && { key: 'What is done', value: slot.tasks },
          { key: 'Agreed with', value: `${change.agreedWith}, ${formatDay(change.agreedOn)}` },
          change.note !== '' && { key: 'The provider says', value: change.note },
          { key: 'Person', value: link(names.person(change.personRef), `/people/${change.personRef}`) },
          {
            key: 'Provider',
            value: link(names.provider(change.organisationRef), `/providers/${change.organisationRef}`),
          },
          { key: 'Package', value: link(change.packageRef, `/packages/${change.packageRef}`) },
          { key: 'Written down', value: `${change.askedBy}, ${formatInstant(change.askedAt)}` },
          {
            key: 'Banked time',
            value: `${counted(balance, 'minute')} to be used on ${formatDay(change.fromDay)}, within ${withinWeeks} weeks`,
          },
          change.decidedAt !== null && {
            key: 'Decided',
            value: `${change.decidedBy ?? ''}, ${formatInstant(change.decidedAt)}${change.decisionNote ? `: ${change.decisionNote}` : ''}`,
          },
        ])}${isAsked && may(actor, 'brokerage.request') && section('Decide', decideForm(changeRef, csrf, form, isPast))}`,
        aside: html`${whatHappensNext(nextWords(change))}${await latestHistory(house, tx, `change:${changeRef}`)}`,
      },
      { status: form.errors.length > 0 ? 400 : 200 },
    )
  })
}

function nextWords({ status, appliedAt }: KeptChange): string {
  if (status === 'asked') return 'An officer agrees or refuses. Until then the visit stays as it is.'
  if (status === 'refused') return 'Nothing: the visit stays as it is.'
  return appliedAt === null
    ? 'The visits are planned anew in a moment.'
    : 'Nothing: the visits are planned at their new time.'
}

const decideForm = (changeRef: string, csrf: string, form: Form, isPast: boolean): Html =>
  postForm({
    action: changeHref(changeRef),
    csrf,
    content: html`${isPast && inset('The time has passed, so it can no longer be agreed. Say to the provider why it was not decided sooner.')}${radiosField(
      {
        name: 'answer',
        label: 'Do you agree?',
        value: form.answer,
        errors: form.errors,
        choices: [
          ...(isPast
            ? []
            : [
                {
                  value: 'yes',
                  text: 'Yes, the visits are planned at this time',
                  hint: 'A longer visit is paid for; it takes nothing from the banked time.',
                },
              ]),
          { value: 'no', text: 'No, they stay as they are' },
        ],
      },
    )}${textareaField({ name: 'note', label: 'Why?', hint: 'The provider reads it. Needed for a no.', value: form.note, rows: 2, errors: form.errors })}${submit('Save the decision')}`,
  })

const REFUSALS: Readonly<Record<Exclude<DecideRefusal, 'no such change'>, FieldError>> = {
  'decided already': { field: 'answer', message: 'It was decided already. Look at it again.' },
  'no reason given': { field: 'note', message: 'Say why not' },
  'begun already': { field: 'answer', message: 'The time has passed: it can only be refused' },
}

export async function postDecision(asked: Asked, house: House): Promise<Reply> {
  const answer = typedText(asked.form, 'answer')
  const note = typedText(asked.form, 'note')
  if (answer !== 'yes' && answer !== 'no')
    return showChange(asked, house, { errors: [{ field: 'answer', message: 'Choose yes or no' }], answer, note })
  const input = { changeRef: asked.params['ref'] ?? '', agree: answer === 'yes', note }
  const done = await decideAsked(asked.shell, asked.actor, input)
  if (done.ok)
    return seeOther(changeHref(done.value), answer === 'yes' ? 'The new time is agreed' : 'The visits stay as they are')
  if (done.error === 'no such change') return notFound()
  return showChange(asked, house, { errors: [REFUSALS[done.error]], answer, note })
}
