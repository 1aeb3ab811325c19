import { counted } from '#src/base/counted.ts'
import { formatInstant, type Instant, instantAt } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { withQuery } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import { type Absence, ABSENCE_KINDS, ABSENCE_WORDS, type AbsenceKind } from '#src/visits/absences/absence.ts'
import {
  changeAbsence,
  recordAbsence,
  type RecordAbsenceRefusal,
  withdrawAbsence,
} from '#src/visits/absences/absence-commands.ts'
import { findAbsence, listRecentAbsences } from '#src/visits/absences/absence.store.ts'
import { countNotHome } from '#src/visits/open-items/not-home.store.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'

const SHOWN = 100

type Form = Visit['form']
const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

/** Who is away, and the form that says that somebody is. */
export async function listAbsencesPage(visit: Visit, errors: FieldError[] = []): Promise<Reply> {
  const { shell, actor, form, query, csrf } = visit
  const { absences, names } = await shell.read(actor, async (tx) => {
    const absences = await listRecentAbsences(tx, tx.now.subtract({ hours: 28 * 24 }), SHOWN)
    return {
      absences,
      names: await namesOf(
        tx,
        absences.map(({ personRef }) => ({ personRef, organisationRef: null })),
      ),
    }
  })
  await shell.noteList(actor, 'absences', { count: absences.length })
  const typed: Form = form['person'] === undefined ? { person: textOf(query['person']) } : form
  return page(
    {
      title: 'Absences',
      section: 'visits',
      breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Absences' }],
      errors,
      content: html`${section('Somebody is away', postForm({ action: '/absences', csrf, content: absenceFields(typed, errors) }))}${section(
        'Away now, lately or soon',
        absenceTable(absences, names),
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const absenceFields = (form: Form, errors: FieldError[]): Html =>
  html`${textField({
    name: 'person',
    label: 'Person',
    hint: 'Their reference, like P-1001',
    value: textOf(form['person']),
    width: 10,
    errors,
  })}${radiosField({
    name: 'kind',
    label: 'Where are they?',
    choices: ABSENCE_KINDS.map((kind) => ({ value: kind, text: ABSENCE_WORDS[kind] })),
    value: textOf(form['kind']),
    inline: true,
    errors,
  })}${spanFields(form, errors)}${submit('Cancel their visits')}`

const spanFields = (form: Form, errors: FieldError[]): Html =>
  html`${dayField({ name: 'from', label: 'First day', value: typedDay(form, 'from'), errors })}${textField({
    name: 'from-time',
    label: 'From what time?',
    hint: 'Visits that start before it stand. Leave empty for the whole day.',
    type: 'time',
    value: textOf(form['from-time']),
    width: 5,
    errors,
  })}${dayField({ name: 'to', label: 'Day they come home', hint: 'Leave empty while nobody knows', value: typedDay(form, 'to'), errors })}${textField(
    {
      name: 'to-time',
      label: 'At what time?',
      hint: 'Visits from then on stand',
      type: 'time',
      value: textOf(form['to-time']),
      width: 5,
      errors,
    },
  )}${textareaField({ name: 'note', label: 'Note (optional)', value: textOf(form['note']), rows: 2, errors })}`

const absenceTable = (absences: readonly Absence[], names: Names): Html =>
  dataTable<Absence>({
    caption: 'Absences',
    captionHidden: true,
    rows: absences,
    empty: 'Nobody is away.',
    columns: [
      {
        heading: 'Absence',
        cell: (one) => html`${link(one.absenceRef, `/absences/${one.absenceRef}`)}${small(ABSENCE_WORDS[one.kind])}`,
      },
      {
        heading: 'Person',
        cell: (one) => html`${link(names.person(one.personRef), `/people/${one.personRef}`)}${small(one.personRef)}`,
      },
      { heading: 'From', cell: (one) => formatInstant(one.from) },
      { heading: 'Home', cell: (one) => (one.to ? formatInstant(one.to) : 'Not known yet') },
    ],
  })

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

type Span = { from: Instant; to: Instant | undefined }

function readSpan(form: Form, errors: FieldError[]): Span | undefined {
  const from = readDay(form, 'from')
  if (!from.ok)
    errors.push({
      field: 'from',
      message: from.error === 'not given' ? 'Enter the first day' : 'The first day must be a real date',
    })
  const to = readDay(form, 'to')
  if (!to.ok && to.error === 'no such day')
    errors.push({ field: 'to', message: 'The day they come home must be a real date' })
  const times = { from: textOf(form['from-time']) || '00:00', to: textOf(form['to-time']) || '00:00' }
  for (const end of ['from', 'to'] as const)
    if (!TIME.test(times[end])) errors.push({ field: `${end}-time`, message: 'Enter a time, like 14:30' })
  if (errors.length > 0 || !from.ok) return undefined
  return { from: instantAt(from.value, times.from), to: to.ok ? instantAt(to.value, times.to) : undefined }
}

const REFUSALS: Readonly<Record<RecordAbsenceRefusal | 'no such absence', FieldError>> = {
  'no such person': { field: 'person', message: 'Nobody with visits has this reference. Check it.' },
  'ends before it begins': { field: 'to', message: 'The day they come home must be after the first day' },
  'overlaps another absence': {
    field: 'from',
    message: 'The person is away already in this time. Change that absence instead.',
  },
  'withdrawn already': { field: 'from', message: 'This absence was withdrawn. Record a new one.' },
  'no such absence': { field: 'from', message: 'There is no such absence.' },
}

export async function postAbsence(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const errors: FieldError[] = []
  const personRef = textOf(form['person'])
  const kind = ABSENCE_KINDS.find((one): one is AbsenceKind => one === textOf(form['kind']))
  if (personRef === '') errors.push({ field: 'person', message: 'Enter the reference of the person' })
  if (!kind) errors.push({ field: 'kind', message: 'Say where they are' })
  const span = readSpan(form, errors)
  if (!span || !kind || errors.length > 0) return listAbsencesPage(visit, errors)
  const done = await recordAbsence(shell, actor, { personRef, kind, ...span, note: textOf(form['note']) })
  if (!done.ok) return listAbsencesPage(visit, [REFUSALS[done.error]])
  return seeOther(`/absences/${done.value}`, 'The absence is recorded and the visits within it are cancelled')
}

export async function showAbsence(visit: Visit, errors: FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, csrf, form } = visit
  const found = await shell.view(actor, `absence:${params['ref']}`, async (tx) => {
    const absence = await findAbsence(tx, params['ref'] ?? '')
    if (!absence) return undefined
    const logged = await countNotHome(tx, absence.absenceRef)
    return { absence, logged, names: await namesOf(tx, [{ personRef: absence.personRef, organisationRef: null }]) }
  })
  if (!found) return notFound()
  const { absence, logged, names } = found
  const typed = errors.length > 0 ? form : formOf(absence)
  return page(
    {
      title: `${names.person(absence.personRef)}: ${ABSENCE_WORDS[absence.kind].toLowerCase()}`,
      caption: `Absence ${absence.absenceRef}`,
      section: 'visits',
      breadcrumbs: [{ text: 'Absences', href: '/absences' }, { text: absence.absenceRef }],
      tags: [absence.isWithdrawn && { text: 'Withdrawn', colour: 'grey' }],
      facts: [
        { label: 'From', value: formatInstant(absence.from) },
        { label: 'Home', value: absence.to ? formatInstant(absence.to) : 'Not known yet' },
      ],
      errors,
      content: absence.isWithdrawn
        ? html`<p class="govuk-body">This absence was withdrawn and its visits came back.</p>`
        : html`${logged > 0 && loggedAllTheSame(absence, logged)}${section('Change it', postForm({ action: `/absences/${absence.absenceRef}`, csrf, content: html`${spanFields(typed, errors)}${submit('Save')}` }))}${section(
            'It was a mistake',
            postForm({
              action: `/absences/${absence.absenceRef}/withdraw`,
              csrf,
              content: submit('Withdraw the absence'),
            }),
          )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const loggedAllTheSame = ({ personRef }: Absence, visits: number): Html =>
  html`<p class="govuk-body">${bad(`${counted(visits, 'visit')} in this time ${visits === 1 ? 'was' : 'were'} logged all the same.`)} ${link('Say whether they were made', withQuery('/visits/queues', { queue: 'not home', person: personRef }))}</p>`

function formOf({ from, to, note }: Absence): Form {
  const parts = (name: string, at: Instant | undefined): Form => {
    if (!at) return {}
    const { year, month, day, hour, minute } = at.toZonedDateTimeISO('Europe/London')
    const two = (number: number): string => String(number).padStart(2, '0')
    return {
      [`${name}-day`]: String(day),
      [`${name}-month`]: String(month),
      [`${name}-year`]: String(year),
      [`${name}-time`]: `${two(hour)}:${two(minute)}`,
    }
  }
  return { ...parts('from', from), ...parts('to', to), note }
}

export async function postAbsenceChange(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const errors: FieldError[] = []
  const span = readSpan(form, errors)
  if (!span) return showAbsence(visit, errors)
  const done = await changeAbsence(shell, actor, {
    absenceRef: params['ref'] ?? '',
    ...span,
    note: textOf(form['note']),
  })
  if (!done.ok) return done.error === 'no such absence' ? notFound() : showAbsence(visit, [REFUSALS[done.error]])
  return seeOther(`/absences/${done.value}`, 'The absence is changed, and the visits with it')
}

export async function postAbsenceWithdrawal({ shell, actor, params }: Visit): Promise<Reply> {
  const done = await withdrawAbsence(shell, actor, params['ref'] ?? '')
  if (!done.ok && done.error === 'no such absence') return notFound()
  return seeOther(`/absences/${params['ref'] ?? ''}`, 'The absence is withdrawn and its visits came back')
}
