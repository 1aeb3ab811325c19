/** Everybody whom an exit affects, in the order of triage, and one of them. */
import { dayOf } from '#src/base/day.ts'
import { hoursInWords } from '#src/brokerage/index.ts'
import { changeTriage, takeOffList } from '#src/continuity/affected/affected-commands.ts'
import {
  type AffectedPerson,
  isClosed,
  PERSON_STATE_WORDS,
  PERSON_STATES,
  type PersonState,
  type TriageNote,
} from '#src/continuity/affected/affected.ts'
import {
  type AffectedSearch,
  findAffected,
  listAffected,
  MOST_PEOPLE,
} from '#src/continuity/affected/affected.store.ts'
import { type Band, BAND_WORDS, BANDS, triage, triageWords } from '#src/continuity/affected/triage.ts'
import { moveSection, stepsSection } from '#src/continuity/desk/move-sections.page.ts'
import { listSteps } from '#src/continuity/desk/step.store.ts'
import { exitFrame } from '#src/continuity/exits/exit-frame.page.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { DECIDES, PAYS_WORDS, visitsAsTyped, WHO_PAYS } from '#src/continuity/told/known-person.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, StatusTag, TagColour } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { section, summary, type SummaryRow } from '#src/platform/pages/record.ts'
import { link, money, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 50

const BAND_COLOURS: Readonly<Record<Band, TagColour>> = { critical: 'red', high: 'orange', standard: 'blue' }
const STATE_COLOURS: Readonly<Record<PersonState, TagColour>> = {
  ...{
    listed: 'yellow',
    proposed: 'purple',
    agreed: 'blue',
    moving: 'teal',
    moved: 'green',
    settled: 'green',
    left: 'grey',
  },
}
export const bandTag = (band: Band): StatusTag => ({ text: BAND_WORDS[band], colour: BAND_COLOURS[band] })
export const personTag = (state: PersonState): StatusTag => ({
  text: PERSON_STATE_WORDS[state],
  colour: STATE_COLOURS[state],
})

export const searchOf = (exitRef: string, query: Visit['query']): Omit<AffectedSearch, 'limit'> => ({
  exitRef,
  states: PERSON_STATES.filter((state) => chosen(query, 'state').includes(state)),
  bands: BANDS.filter((band) => chosen(query, 'band').includes(band)),
  pays: (['council', ...WHO_PAYS] as const).filter((one) => chosen(query, 'pays').includes(one)),
  words: chosen(query, 'words')[0],
})

const said = (answer: boolean | null): string => (answer === null ? 'Not known' : answer ? 'Yes' : 'No')

/** What is asked for at which times, most of it in one line: "21 visits, 8:00, 12:30" */
const timesOf = ({ visits }: AffectedPerson): string => visits.map(({ start }) => start).join(', ')

export async function listAffectedPage({ shell, actor, params, query, url }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const search = searchOf(exitRef, query)
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const found = await shell.read(actor, async (tx) => {
    const exit = await findExit(tx, exitRef)
    const weights = await getPolicy(tx, 'continuity', dayOf(tx.now))
    return exit && { exit, weights, ...(await listAffected(tx, { ...search, offset, limit: PAGE_SIZE })) }
  })
  if (!found) return notFound()
  await shell.noteList(actor, 'people affected by an exit', { ...search, count: found.total })
  const { exit, weights, people, total } = found
  return page({
    ...exitFrame(exit, 'People'),
    wide: true,
    actions: [
      total > 0 && { text: 'Print letters', kind: 'secondary', href: lettersHref(url) },
      total > 0 && { text: 'In large print', kind: 'secondary', href: withQuery(lettersHref(url), { large: '1' }) },
    ],
    content: html`<p class="govuk-body">${triageWords(weights)} ${may(actor, 'councils.manage') && link('Change', '/policies/continuity')}</p>${queue<AffectedPerson>(
      {
        noun: { one: 'person', many: 'people' },
        ...{ url, rows: people, total, pageSize: PAGE_SIZE },
        csvHref: withQuery(url.replace('/people', '/people.csv'), { page: undefined }),
        empty: exit.listedAt === null ? 'Nobody is listed yet: list everybody on the overview.' : 'Nobody matches.',
        filters: [
          { kind: 'words', name: 'words', label: 'Name or reference' },
          {
            ...{ kind: 'choices', name: 'band', label: 'Urgency' },
            choices: BANDS.map((value) => ({ value, text: BAND_WORDS[value] })),
          },
          {
            ...{ kind: 'choices', name: 'state', label: 'State' },
            choices: PERSON_STATES.map((value) => ({ value, text: PERSON_STATE_WORDS[value] })),
          },
          {
            ...{ kind: 'choices', name: 'pays', label: 'Who pays' },
            choices: (['council', ...WHO_PAYS] as const).map((value) => ({ value, text: PAYS_WORDS[value] })),
          },
        ],
        columns: [
          {
            heading: 'Person',
            cell: (one) =>
              html`${link(one.name, `/exits/${exitRef}/people/${one.line}`)}${small(one.personRef ?? PAYS_WORDS[one.pays])}`,
          },
          {
            heading: 'Urgency',
            cell: (one) => html`${statusTag(bandTag(one.band))}${small(triage(one, weights).because.join(', '))}`,
          },
          {
            heading: 'Visits a week',
            format: 'number',
            cell: (one) => html`${one.visitsAWeek}${small(timesOf(one))}`,
          },
          { heading: 'Zone', cell: (one) => one.zone },
          { heading: 'Key safe', cell: (one) => said(one.keySafe) },
          { heading: 'Contact', cell: (one) => one.contact || 'Not known' },
          { heading: 'State', cell: (one) => statusTag(personTag(one.state)) },
        ],
      },
    )}`,
  })
}

/** Letters to whomever the list shows. */
const lettersHref = (url: string): string => withQuery(url.replace('/people', '/letters'), { page: undefined })

const CSV_HEADER = [
  ...[
    'line',
    'urgency',
    'points',
    'name',
    'person',
    'package',
    'who_pays',
    'zone',
    'service',
    'visits_a_week',
    'visits',
  ],
  ...[
    'hours_a_week',
    'price_a_week',
    'insulin',
    'time_critical',
    'two_workers',
    'lives_alone',
    'family_helps',
    'can_decide',
  ],
  ...['key_safe_held', 'contact', 'together', 'state', 'next_provider', 'move_day'],
]

export async function affectedCsv({ shell, actor, params, query }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const search = searchOf(exitRef, query)
  const { people } = await shell.read(actor, (tx) => listAffected(tx, { ...search, limit: MOST_PEOPLE }))
  await shell.noteList(actor, 'people affected by an exit, as a file', { ...search, count: people.length })
  return csvFile(
    `exit-${exitRef}.csv`,
    CSV_HEADER,
    people.map((one) => [
      ...[one.line, BAND_WORDS[one.band], one.points, one.name, one.personRef, one.packageRef, PAYS_WORDS[one.pays]],
      ...[one.zone, one.service, one.visitsAWeek, visitsAsTyped(one.visits), one.weeklyMinutes / 60],
      ...[one.weeklyPence === null ? null : one.weeklyPence / 100, said(one.insulin), said(one.timeCritical)],
      ...[said(one.doubleHanded), said(one.livesAlone), said(one.helpedByCarer), one.decides, said(one.keySafe)],
      ...[one.contact, one.together, PERSON_STATE_WORDS[one.state], one.toOrganisationRef, one.moveDay],
    ]),
  )
}

/** The access line is the person's where we know them. */
export const recordOf = (exitRef: string, line: number) => `exit-person:${exitRef}-${line}` as const

export function needRows(person: AffectedPerson, actor: Actor): (SummaryRow | false)[] {
  const { personRef } = person
  return [
    personRef !== null && { key: 'Person', value: link(personRef, `/people/${personRef}`) },
    person.packageRef !== null && { key: 'Care now', value: link(person.packageRef, `/packages/${person.packageRef}`) },
    { key: 'Who pays', value: PAYS_WORDS[person.pays] },
    { key: 'Visits', value: `${person.visitsAWeek} a week: ${visitsAsTyped(person.visits)}` },
    { key: 'Hours', value: `${hoursInWords(person.weeklyMinutes)} a week` },
    { key: 'Price', value: person.weeklyPence === null ? 'Not known' : html`${money(person.weeklyPence)} a week` },
    { key: 'Zone', value: person.zone },
    person.skills.length > 0 && { key: 'Skills', value: person.skills.join(', ') },
    { key: 'Two workers together', value: said(person.doubleHanded) },
    { key: 'Visits on time', value: person.timeCritical ? 'At least one must be' : 'None must be' },
    { key: 'Insulin', value: said(person.insulin) },
    { key: 'Lives alone', value: said(person.livesAlone) },
    { key: 'Family or friends help', value: said(person.helpedByCarer) },
    { key: 'Can decide alone', value: person.decides === 'not known' ? 'Not known' : person.decides },
    {
      key: 'Key safe',
      value:
        person.keySafe && personRef !== null && may(actor, 'people.key-safe')
          ? html`Held, ${link('see the code', `/people/${personRef}/key-safe`)}`
          : person.keySafe
            ? 'Held'
            : 'Not held',
    },
    { key: 'Contact', value: person.contact || 'Not known' },
    person.together !== null && { key: 'Stays together with', value: person.together },
    person.refuses.length > 0 && { key: 'Refused', value: person.refuses.join(', ') },
    person.leftWhy !== null && { key: 'Why they left the list', value: person.leftWhy },
  ]
}

export const triageForm = (person: AffectedPerson, csrf: string): Html => {
  const yesNo = (name: string, label: string, value: boolean | null) =>
    radiosField({
      ...{ name, label, inline: true, small: true, value: value === null ? 'not known' : value ? 'yes' : 'no' },
      choices: ['yes', 'no', 'not known'].map((one) => ({ value: one, text: one[0]?.toUpperCase() + one.slice(1) })),
    })
  return postForm({
    action: `/exits/${person.exitRef}/people/${person.line}/triage`,
    csrf,
    content: html`${yesNo('insulin', 'Does somebody give them insulin?', person.insulin)}${yesNo('livesAlone', 'Do they live alone?', person.livesAlone)}${yesNo('helpedByCarer', 'Do family or friends help?', person.helpedByCarer)}${radiosField(
      {
        ...{ name: 'decides', label: 'Can they decide about their care alone?', inline: true, small: true },
        value: person.decides,
        choices: DECIDES.map((value) => ({ value, text: `${value[0]?.toUpperCase()}${value.slice(1)}` })),
      },
    )}${textField({
      ...{ name: 'refuses', label: 'Providers that they refuse', hint: 'CQC provider IDs, with commas between' },
      value: person.refuses.join(', '),
    })}${textField({
      ...{ name: 'prefers', label: 'Providers that they would like', hint: 'CQC provider IDs, with commas between' },
      value: person.prefers.join(', '),
    })}${submit('Save what we learned')}`,
  })
}

export const leaveForm = (person: AffectedPerson, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/exits/${person.exitRef}/people/${person.line}/leave`,
    csrf,
    content: html`${textareaField({
      ...{ name: 'why', label: 'Why do they no longer need a place?', rows: 2, errors },
      hint: 'For example, they moved in with their daughter',
    })}${submit('Take off the list')}`,
  })

const answered = (form: Visit['form'], name: string): boolean | null => {
  const value = chosen(form, name)[0]
  return value === 'yes' ? true : value === 'no' ? false : null
}

const listOf = (form: Visit['form'], name: string): string[] =>
  typedText(form, name)
    .split(/[\s,]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .slice(0, 20)

export async function postTriage({ shell, actor, params, form }: Visit): Promise<Reply> {
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  const note: TriageNote = {
    ...{ insulin: answered(form, 'insulin') ?? false, livesAlone: answered(form, 'livesAlone') },
    helpedByCarer: answered(form, 'helpedByCarer'),
    decides: DECIDES.find((one) => one === chosen(form, 'decides')[0]) ?? 'not known',
    ...{ refuses: listOf(form, 'refuses'), prefers: listOf(form, 'prefers') },
  }
  const changed = await changeTriage(shell, actor, { exitRef, line, note })
  if (!changed.ok && changed.error === 'no such person') return notFound()
  const words = changed.ok
    ? `Saved. Urgency: ${BAND_WORDS[changed.value.band].toLowerCase()}`
    : 'They have settled or left the list: nothing was changed'
  return seeOther(`/exits/${exitRef}/people/${line}`, words)
}

export async function postLeave(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  const left = await takeOffList(shell, actor, { exitRef, line, why: typedText(form, 'why') })
  if (left.ok) return seeOther(`/exits/${exitRef}/people`, 'Taken off the list')
  if (left.error === 'no such person') return notFound()
  const message =
    left.error === 'no reason given'
      ? 'Say why they no longer need a place'
      : 'They have settled or left the list already'
  return showAffected(visit, [{ field: 'why', message }])
}

export async function showAffected(
  { shell, actor, params, csrf }: Visit,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  if (!Number.isSafeInteger(line)) return notFound()
  return shell.view(actor, recordOf(exitRef, line), async (tx) => {
    const exit = await findExit(tx, exitRef)
    const person = exit && (await findAffected(tx, exitRef, line))
    if (!exit || !person) return notFound()
    const weights = await getPolicy(tx, 'continuity', dayOf(tx.now))
    const steps = await listSteps(tx, exitRef, line)
    const to = person.toOrganisationRef ?? ''
    const names = await providerNames(tx, to === '' ? [] : [to])
    const changes = may(actor, 'continuity.manage') && !isClosed(person)
    const form = changes ? csrf : undefined
    return page(
      {
        title: person.name,
        caption: `${exit.organisationName}, provider exit ${exitRef}`,
        section: 'exits',
        breadcrumbs: [
          { text: 'Provider exits', href: '/exits' },
          { text: exitRef, href: `/exits/${exitRef}` },
          { text: 'People', href: `/exits/${exitRef}/people` },
          { text: person.name },
        ],
        tags: [bandTag(person.band), personTag(person.state)],
        actions: [
          { text: 'Print a letter', kind: 'secondary', href: `/exits/${exitRef}/people/${line}/letter` },
          { text: 'In large print', kind: 'secondary', href: `/exits/${exitRef}/people/${line}/letter?large=1` },
        ],
        errors,
        content: html`<p class="govuk-body">${person.points} ${person.points === 1 ? 'point' : 'points'}: ${triage(person, weights).because.join(', ') || 'none of the criteria'}.</p>${moveSection(person, names.get(to) ?? to, form, errors)}${stepsSection(person, steps, form, tx.now)}${section('What they need', summary(needRows(person, actor)))}${changes && section('What we learned', triageForm(person, csrf))}${changes && section('They no longer need a place', leaveForm(person, csrf, errors))}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}
