/** One person whom an exit affects: what they need, what we learned, whether they still need a place. */
import { counted } from '#src/base/counted.ts'
import { dayOf } from '#src/base/day.ts'
import { findPlacement, hoursInWords, serviceName } from '#src/brokerage/index.ts'
import { changeTriage, takeOffList } from '#src/continuity/affected/affected-commands.ts'
import { type AffectedPerson, isClosed, type TriageNote } from '#src/continuity/affected/affected.ts'
import { findAffected, findTogether } from '#src/continuity/affected/affected.store.ts'
import { BAND_WORDS, triage } from '#src/continuity/affected/triage.ts'
import { moveSection, stepsSection } from '#src/continuity/desk/move-sections.page.ts'
import { listSteps } from '#src/continuity/desk/step.store.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { DECIDES, livesThere, PAYS_WORDS, visitsInWords } from '#src/continuity/told/known-person.ts'
import { findKnownPerson } from '#src/continuity/told/known-person.store.ts'
import { linesOfNames, notOneProvider, providersTyped } from '#src/continuity/providers-typed.store.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { postForm, radiosField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary, type SummaryRow } from '#src/platform/pages/record.ts'
import { link, money } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { bandTag, personTag, said } from '#src/continuity/affected/affected-words.page.ts'

/** The access line is the person's where we know them. */
export const recordOf = (exitRef: string, line: number) => `exit-person:${exitRef}-${line}` as const

/** What codes stand for: zones, providers, and whom they stay together with. */
export type PersonWords = {
  readonly zone: string
  readonly providers: ReadonlyMap<string, string>
  readonly together: AffectedPerson | undefined
  /** Whoever told us of somebody for whom the council does not pay, such as the council that placed them. */
  readonly toldBy: string | undefined
}

export function needRows(
  person: AffectedPerson,
  { zone, providers, together, toldBy }: PersonWords,
  actor: Actor,
): (SummaryRow | false)[] {
  const { personRef } = person
  const named = (refs: readonly string[]) => refs.map((ref) => link(providers.get(ref) ?? ref, `/providers/${ref}`))
  const listed = (key: string, refs: readonly string[]) =>
    refs.length > 0 && { key, value: html`${named(refs).map((one, at) => html`${at > 0 && html`<br>`}${one}`)}` }
  return [
    personRef !== null && { key: 'Person', value: link(personRef, `/people/${personRef}`) },
    person.packageRef !== null && { key: 'Care now', value: link(person.packageRef, `/packages/${person.packageRef}`) },
    { key: 'Who pays', value: PAYS_WORDS[person.pays] },
    toldBy !== undefined && { key: 'Told of by', value: toldBy },
    { key: 'Care', value: serviceName(person.service) },
    !livesThere(person.service) && {
      key: 'Visits',
      value: `${counted(person.visitsAWeek, 'visit')} a week: ${visitsInWords(person.visits)}`,
    },
    !livesThere(person.service) && { key: 'Hours', value: `${hoursInWords(person.weeklyMinutes)} a week` },
    { key: 'Price', value: person.weeklyPence === null ? 'Not known' : html`${money(person.weeklyPence)} a week` },
    { key: 'Zone', value: zone },
    person.skills.length > 0 && { key: 'Skills', value: person.skills.join(', ') },
    { key: 'Two workers together', value: said(person.doubleHanded) },
    { key: 'Visits on time', value: person.timeCritical ? 'At least one must be' : 'None must be' },
    { key: 'Insulin', value: said(person.insulin) },
    { key: 'Lives alone', value: said(person.livesAlone) },
    { key: 'Family or friends help', value: said(person.helpedByCarer) },
    { key: 'Can decide alone', value: person.decides[0]?.toUpperCase() + person.decides.slice(1) },
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
    together !== undefined && {
      key: 'Stays together with',
      value: link(together.name, `/exits/${together.exitRef}/people/${together.line}`),
    },
    listed('Would like', person.prefers),
    listed('Refused', person.refuses),
    listed('Agreed, then withdrew', person.withdrew),
    person.leftWhy !== null && { key: 'Why they left the list', value: person.leftWhy },
  ]
}

const PROVIDER_FIELDS = ['refuses', 'prefers', 'withdrew'] as const
type ProviderField = (typeof PROVIDER_FIELDS)[number]
/** The names as they were typed, when some are no provider’s. */
type TypedProviders = Partial<Readonly<Record<ProviderField | 'with', string>>>

export const triageForm = (
  person: AffectedPerson,
  { providers }: PersonWords,
  { csrf, typed = {}, errors }: { csrf: string; typed?: TypedProviders | undefined; errors: readonly FieldError[] },
): Html => {
  const providersField = (name: ProviderField, label: string, hint = '') =>
    textareaField({
      ...{ name, label, rows: 2, errors, hint: `Their names, one on each line${hint}` },
      value: typed[name] ?? linesOfNames(person[name], providers),
    })

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
    )}${providersField('refuses', 'Providers that they refuse')}${providersField('prefers', 'Providers that they would like')}${
      person.withdrew.length > 0 &&
      providersField('withdrew', 'Providers that agreed, then withdrew', '. Whom you take out may be proposed again')
    }${submit('Save what we learned')}`,
  })
}

const togetherForm = (
  person: AffectedPerson,
  together: AffectedPerson | undefined,
  { csrf, typed, errors }: { csrf: string; typed: TypedProviders | undefined; errors: readonly FieldError[] },
): Html => {
  const at = `/exits/${person.exitRef}/people/${person.line}`
  const part =
    together !== undefined &&
    postForm({
      action: `${at}/part`,
      csrf,
      content: html`<p class="govuk-body">They and ${together.name} are planned for at one provider, or not at all.</p>${button({ text: 'Part them', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    })
  const set = postForm({
    action: `${at}/together`,
    csrf,
    content: html`${textField({
      ...{ name: 'with', label: 'Who must move to the same provider?', width: 20, errors, value: typed?.with ?? '' },
      hint: 'The whole name, or the reference of the person or package',
    })}${submit('Keep them together')}`,
  })
  return html`${part}${set}`
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

const noteTyped = (form: Visit['form']) => ({
  ...{ insulin: answered(form, 'insulin') ?? false, livesAlone: answered(form, 'livesAlone') },
  helpedByCarer: answered(form, 'helpedByCarer'),
  decides: DECIDES.find((one) => one === chosen(form, 'decides')[0]) ?? 'not known',
})

const isTriage = (typed: TypedProviders | undefined): boolean =>
  PROVIDER_FIELDS.some((field) => typed?.[field] !== undefined)

export async function postTriage(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  const typed: TypedProviders = Object.fromEntries(
    PROVIDER_FIELDS.filter((name) => form[name] !== undefined).map((name) => [name, typedText(form, name)]),
  )
  const said: { -readonly [field in ProviderField]?: readonly string[] } = {}
  for (const field of PROVIDER_FIELDS) {
    if (typed[field] === undefined) continue
    const text = typed[field]
    const read = await shell.read(actor, (tx) => providersTyped(tx, text))
    if (!read.ok) return showAffected(visit, [{ field, message: notOneProvider(read.error) }], typed)
    said[field] = read.value
  }
  const note: TriageNote = { ...said, ...noteTyped(form) }
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

async function wordsOf(tx: Read, person: AffectedPerson): Promise<PersonWords> {
  const { zone, toOrganisationRef, refuses, prefers, withdrew } = person
  const zones = await listZones(tx)
  const refs = [...refuses, ...prefers, ...withdrew, ...(toOrganisationRef === null ? [] : [toOrganisationRef])]
  return {
    zone: zones.find((one) => one.zone === zone)?.name ?? zone,
    providers: await providerNames(tx, refs),
    together: person.together === null ? undefined : await findTogether(tx, person, person.together),
    toldBy: person.knownRef === null ? undefined : (await findKnownPerson(tx, person.knownRef))?.toldBy,
  }
}

export async function showAffected(
  { shell, actor, params, csrf, form }: Visit,
  errors: readonly FieldError[] = [],
  typed?: TypedProviders,
): Promise<Reply> {
  const [exitRef, line] = [params['ref'] ?? '', Number(params['line'])]
  if (!Number.isSafeInteger(line)) return notFound()
  return shell.view(actor, recordOf(exitRef, line), async (tx) => {
    const exit = await findExit(tx, exitRef)
    const person = exit && (await findAffected(tx, exitRef, line))
    if (!exit || !person) return notFound()
    const weights = await getPolicy(tx, 'continuity', dayOf(tx.now))
    const steps = await listSteps(tx, exitRef, line)
    const words = await wordsOf(tx, person)
    const hasMoved = person.state === 'moved' || person.state === 'settled'
    const old = hasMoved ? await findPlacement(tx, person.packageRef ?? '') : undefined
    const to = person.toOrganisationRef ?? ''
    const changes = may(actor, 'continuity.manage') && !isClosed(person)
    const token = changes ? csrf : undefined
    const typedMove = { form, errors }
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
        content: html`<p class="govuk-body">${counted(person.points, 'point')}: ${triage(person, weights).because.join(', ') || 'none of the criteria'}.</p>${moveSection(person, exit.lastDay, words.providers.get(to) ?? to, old, token, typedMove)}${stepsSection(person, steps, token, typedMove, tx.now)}${section('What they need', summary(needRows(person, words, actor)))}${changes && section('What we learned', triageForm(isTriage(typed) ? { ...person, ...noteTyped(form) } : person, words, { csrf, typed, errors }))}${changes && section('Who stays together with them', togetherForm(person, words.together, { csrf, typed, errors }))}${changes && section('They no longer need a place', leaveForm(person, csrf, errors))}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}
