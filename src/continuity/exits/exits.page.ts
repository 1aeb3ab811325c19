/** Provider exits: the list, what was heard by hand, the cause classed, the end. */
import { type Day, formatInstant } from '#src/base/day.ts'
import { beginExit, type BeginRefusal, classExit, finishExit } from '#src/continuity/exits/exit-commands.ts'
import {
  CAUSE_WORDS,
  dutyOf,
  type EndRefusal,
  EXIT_CAUSES,
  EXIT_STATE_WORDS,
  EXIT_STATES,
  isExitCause,
  type OpenRefusal,
  SOURCE_WORDS,
  SOURCES_BY_HAND,
} from '#src/continuity/exits/exit.ts'
import { EXIT_CRUMB, exitTag } from '#src/continuity/exits/exit-frame.page.ts'
import { type ExitListing, findExit, listExits } from '#src/continuity/exits/exit.store.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
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
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { inset } from '#src/platform/pages/record.ts'
import { bad, link, shortDay, small } from '#src/platform/pages/table.ts'
import { notOneProvider, providersNamedLike, providerTyped } from '#src/providers/index.ts'

const PAGE_SIZE = 25

export async function listExitsPage({ shell, actor, query, url }: Visit): Promise<Reply> {
  const states = EXIT_STATES.filter((state) => chosen(query, 'state').includes(state))
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const opened = !may(actor, 'continuity.signals')
  const search = { states, opened, offset, limit: PAGE_SIZE }
  const { exits, total } = await shell.read(actor, (tx) => listExits(tx, search))
  return page({
    title: 'Provider exits',
    section: 'exits',
    wide: true,
    actions: [
      may(actor, 'continuity.manage') && { text: 'Begin an exit', href: '/exits/start' },
      may(actor, 'continuity.rehearse') && {
        ...{ text: 'Whose failure could we not absorb?', kind: 'secondary', href: '/rehearsals' },
      },
    ],
    content: queue<ExitListing>({
      noun: { one: 'exit', many: 'exits' },
      ...{ url, rows: exits, total, pageSize: PAGE_SIZE },
      empty: 'No provider that serves people here withdraws or fails, as far as anybody told us.',
      filters: [
        {
          ...{ kind: 'choices', name: 'state', label: 'State' },
          choices: EXIT_STATES.filter((state) => !opened || state !== 'signalled').map((value) => ({
            value,
            text: EXIT_STATE_WORDS[value],
          })),
        },
      ],
      columns: [
        {
          heading: 'Provider',
          cell: (one) =>
            html`${link(one.organisationName, `/exits/${one.exitRef}${may(actor, 'continuity.see') ? '' : '/briefing'}`)}${small(one.exitRef)}`,
        },
        {
          heading: 'Cause',
          cell: (one) =>
            html`${one.cause === null ? bad('To be classed') : CAUSE_WORDS[one.cause]}${small(SOURCE_WORDS[one.source])}`,
        },
        { heading: 'Heard', cell: (one) => formatInstant(one.signalledAt) },
        { heading: 'Last day', cell: (one) => (one.lastDay === null ? 'Not known' : shortDay(one.lastDay)) },
        { heading: 'People', format: 'number', cell: (one) => one.people },
        { heading: 'Critical', format: 'number', cell: (one) => one.critical },
        { heading: 'Still to settle', format: 'number', cell: (one) => one.unsettled },
        { heading: 'State', cell: (one) => statusTag(exitTag(one.state)) },
      ],
    }),
  })
}

type Typed = {
  readonly provider: string
  readonly source: string
  readonly what: string
  readonly cause: string
  readonly lastDay: Day | TypedDay | undefined
}
const BLANK: Typed = { provider: '', source: '', what: '', cause: '', lastDay: undefined }

export const causeFields = (typed: Pick<Typed, 'cause' | 'lastDay'>, errors: readonly FieldError[]): Html =>
  html`${radiosField({
    ...{ name: 'cause', label: 'Why does care end?', value: typed.cause, errors },
    choices: EXIT_CAUSES.map((cause) => ({ value: cause, text: CAUSE_WORDS[cause], hint: dutyOf(cause).law })),
  })}${dayField({
    ...{ name: 'lastDay', label: 'Last day of its care', hint: 'Leave empty while nobody knows', errors },
    ...(typed.lastDay === undefined ? {} : { value: typed.lastDay }),
  })}`

export function showStart(
  { csrf, query }: Visit,
  typed: Typed = { ...BLANK, provider: typedText(query, 'provider') },
  errors: readonly FieldError[] = [],
): Reply {
  return page(
    {
      title: 'Begin a provider’s exit',
      section: 'exits',
      breadcrumbs: [EXIT_CRUMB, { text: 'Begin' }],
      errors,
      content: postForm({
        action: '/exits/start',
        csrf,
        content: html`${textField({
          ...{
            name: 'provider',
            label: 'Provider',
            hint: 'Its name as the regulator has it, or its CQC provider ID',
            width: 30,
            errors,
          },
          value: typed.provider,
        })}${radiosField({
          ...{ name: 'source', label: 'Who told us?', value: typed.source, errors },
          choices: SOURCES_BY_HAND.map((value) => ({ value, text: SOURCE_WORDS[value] })),
        })}${textareaField({ name: 'what', label: 'What was heard', rows: 3, value: typed.what, errors })}${causeFields(typed, errors)}${submit('Begin the exit', { href: '/exits' })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const OPEN_WORDS: Readonly<Record<OpenRefusal, FieldError>> = {
  'not in this state': { field: 'cause', message: 'This exit was opened or ended by somebody else' },
  'last day is past': { field: 'lastDay', message: 'Enter today or a later day, or leave it empty' },
}

export const BEGIN_WORDS: Readonly<Record<BeginRefusal, FieldError>> = {
  ...OPEN_WORDS,
  'no such provider': {
    field: 'provider',
    message: 'No provider has this name or reference. Write it as the regulator does',
  },
  'nothing heard': { field: 'what', message: 'Write what was heard' },
  'under way already': {
    field: 'provider',
    message: 'An exit of this provider is under way already: open it from the list',
  },
}

/** The day typed; undefined where what was typed is none. */
export function lastDayTyped(form: Visit['form'], errors: FieldError[]): Day | null {
  const read = readDay(form, 'lastDay')
  if (read.ok) return read.value
  if (read.error === 'no such day') errors.push({ field: 'lastDay', message: 'Enter a day, for example 28 2 2027' })
  return null
}

export async function postStart(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = {
    ...{ provider: text('provider'), source: text('source'), what: text('what'), cause: text('cause') },
    lastDay: typedDay(form, 'lastDay'),
  }
  const errors: FieldError[] = []
  const source = SOURCES_BY_HAND.find((one) => one === typed.source)
  if (!source) errors.push({ field: 'source', message: 'Choose who told us' })
  if (!isExitCause(typed.cause)) errors.push({ field: 'cause', message: 'Choose why care ends' })
  const lastDay = lastDayTyped(form, errors)
  if (!source || !isExitCause(typed.cause) || errors.length > 0) return showStart(visit, typed, errors)
  const organisationRef = (await shell.read(actor, (tx) => providerTyped(tx, typed.provider))) ?? ''
  const begun = await beginExit(shell, actor, {
    ...{ organisationRef, source, what: typed.what, cause: typed.cause, lastDay },
  })
  if (!begun.ok) {
    const several = await shell.read(actor, (tx) => providersNamedLike(tx, typed.provider))
    const error = BEGIN_WORDS[begun.error]
    return showStart(visit, typed, [
      begun.error === 'no such provider' ? { ...error, message: notOneProvider(several) } : error,
    ])
  }
  return seeOther(`/exits/${begun.value.exitRef}`, 'The exit is open. List everybody affected next.')
}

export async function showClass(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, csrf, form } = visit
  const exitRef = params['ref'] ?? ''
  const exit = await shell.read(actor, (tx) => findExit(tx, exitRef))
  if (!exit || exit.state !== 'signalled') return notFound()
  const typed =
    errors.length > 0
      ? { cause: typedText(form, 'cause'), lastDay: typedDay(form, 'lastDay') }
      : { cause: exit.cause ?? '', lastDay: exit.lastDay ?? undefined }
  return page(
    {
      title: 'Class the cause and open the exit',
      caption: `${exit.organisationName}, provider exit ${exitRef}`,
      section: 'exits',
      breadcrumbs: [EXIT_CRUMB, { text: exitRef, href: `/exits/${exitRef}` }, { text: 'Class' }],
      errors,
      content: html`${inset(exit.what)}${postForm({
        action: `/exits/${exitRef}/class`,
        csrf,
        content: html`${causeFields(typed, errors)}${submit('Open the exit', { href: `/exits/${exitRef}` })}`,
      })}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postClass(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const exitRef = params['ref'] ?? ''
  const cause = typedText(form, 'cause')
  const errors: FieldError[] = isExitCause(cause) ? [] : [{ field: 'cause', message: 'Choose why care ends' }]
  const lastDay = lastDayTyped(form, errors)
  if (!isExitCause(cause) || errors.length > 0) return showClass(visit, errors)
  const opened = await classExit(shell, actor, { exitRef, cause, lastDay })
  if (opened.ok) return seeOther(`/exits/${exitRef}`, 'The exit is open. List everybody affected next.')
  return opened.error === 'no such exit' ? notFound() : showClass(visit, [OPEN_WORDS[opened.error]])
}

const END_WORDS: Readonly<Record<EndRefusal, FieldError>> = {
  'not in this state': {
    field: 'state',
    message: 'An exit that was not opened is stood down; one that ended stays so',
  },
  'no reason given': { field: 'why', message: 'Say why' },
  'people still wait': {
    field: 'state',
    message: 'Somebody still waits: every person must have settled or left the list before the exit is closed',
  },
}

export async function showFinish(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, csrf, form } = visit
  const exitRef = params['ref'] ?? ''
  const exit = await shell.read(actor, (tx) => findExit(tx, exitRef))
  if (!exit || exit.endedAt !== null) return notFound()
  return page(
    {
      title: 'End the exit',
      caption: `${exit.organisationName}, provider exit ${exitRef}`,
      section: 'exits',
      breadcrumbs: [EXIT_CRUMB, { text: exitRef, href: `/exits/${exitRef}` }, { text: 'End' }],
      errors,
      content: postForm({
        action: `/exits/${exitRef}/finish`,
        csrf,
        content: html`${radiosField({
          ...{ name: 'state', label: 'How does it end?', value: typedText(form, 'state'), errors },
          choices: [
            { value: 'closed', text: 'Everybody has moved and settled, or left' },
            {
              ...{ value: 'stood_down', text: 'The provider stays: there is no exit after all' },
              hint: 'Nobody is asked any more, and what new providers were asked is withdrawn. Who has moved stays moved',
            },
          ],
        })}${textareaField({ name: 'why', label: 'What was decided', rows: 3, value: typedText(form, 'why'), errors })}${submit('End the exit', { href: `/exits/${exitRef}` })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postFinish(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const exitRef = params['ref'] ?? ''
  const state = (['closed', 'stood_down'] as const).find((one) => one === chosen(form, 'state')[0])
  if (!state) return showFinish(visit, [{ field: 'state', message: 'Choose how it ends' }])
  const done = await finishExit(shell, actor, { exitRef, state, why: typedText(form, 'why') })
  if (done.ok) return seeOther(`/exits/${exitRef}`, `The exit is ${EXIT_STATE_WORDS[state].toLowerCase()}`)
  return done.error === 'no such exit' ? notFound() : showFinish(visit, [END_WORDS[done.error]])
}
