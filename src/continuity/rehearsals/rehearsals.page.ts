/** Whose failure could we not absorb? Every provider's exit rehearsed. */
import { counted, grouped } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import { EXIT_CRUMB } from '#src/continuity/exits/exit-frame.page.ts'
import {
  rehearse,
  rehearseAll,
  stopRehearsals,
  type RehearseRefusal,
} from '#src/continuity/rehearsals/rehearsal-commands.ts'
import {
  type Rehearsed,
  type RehearsedTogether,
  resilienceBefore,
  resilienceOf,
  sinceBefore,
} from '#src/continuity/rehearsals/rehearsal.ts'
import { countRehearsing, listRehearsed, listRehearsedTogether } from '#src/continuity/rehearsals/rehearsal.store.ts'
import { csvFile, followed, notDone, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { keyFigures, progress, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { notOneProvider, providersTyped } from '#src/continuity/providers-typed.store.ts'

const PAGE_SIZE = 50
const CHARTED = 8

export async function listRehearsals(
  { shell, actor, url, query, csrf }: Visit,
  form?: { typed: string; errors: FieldError[] },
): Promise<Reply> {
  const { rehearsed, together, waiting } = await shell.read(actor, async (tx) => ({
    rehearsed: await listRehearsed(tx),
    together: await listRehearsedTogether(tx),
    waiting: await countRehearsing(tx),
  }))
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  const errors = form?.errors ?? []
  return page(
    {
      title: 'Whose failure could we not absorb?',
      section: 'exits',
      wide: true,
      errors,
      breadcrumbs: [EXIT_CRUMB, { text: 'Rehearsals' }],
      actions: [
        waiting > 0
          ? { text: 'Stop the rehearsals', kind: 'secondary', post: '/rehearsals/stop' }
          : { text: 'Rehearse every provider', post: '/rehearsals/all' },
      ],
      content: html`<p class="govuk-body">If a provider failed today: could the others, with the hours that they told, care for everybody it serves? Nobody is asked, and nothing is begun.</p>${
        waiting > 0 &&
        progress({ words: beingMade(waiting), eventsHref: '/rehearsals/progress', pageHref: '/rehearsals' })
      }${resilienceFigures(rehearsed)}${worstFigure(rehearsed)}${queue<Rehearsed>({
        noun: { one: 'provider', many: 'providers' },
        ...{ url, rows: rehearsed.slice(from, from + PAGE_SIZE), total: rehearsed.length, pageSize: PAGE_SIZE },
        csvHref: '/rehearsals.csv',
        empty: 'No failure has been rehearsed yet.',
        columns: [
          {
            heading: 'Provider',
            cell: (one) =>
              html`${link(one.organisationName, `/rehearsals/${one.planRef}`)}${small(one.organisationRef)}`,
          },
          { heading: 'People', format: 'number', cell: ({ people }) => grouped(people) },
          {
            heading: 'Left without care',
            format: 'number',
            cell: (one) => html`${one.unplaced > 0 ? bad(grouped(one.unplaced)) : 0}${small(sinceBefore(one))}`,
          },
          { heading: 'Critical of them', format: 'number', cell: ({ criticalUnplaced }) => grouped(criticalUnplaced) },
          { heading: 'What stands in the way of the first left out', cell: ({ binds }) => binds ?? 'Nothing' },
          {
            heading: 'More a week than today, of those placed',
            format: 'number',
            cell: ({ weeklyPence, todayPence }) => money(weeklyPence - todayPence),
          },
          { heading: 'Rehearsed', cell: ({ readyAt }) => formatInstant(readyAt) },
        ],
      })}${section(
        'Several that fail on one day',
        html`${together.length > 0 && togetherTable(together)}${postForm({
          action: '/rehearsals',
          csrf,
          content: html`${textareaField({
            ...{ name: 'providers', label: 'Providers that fail on the same day', rows: 5, errors },
            ...{ hint: 'Their names, one on each line; up to five', value: form?.typed ?? '' },
          })}${submit('Rehearse')}`,
        })}`,
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const togetherTable = (together: readonly RehearsedTogether[]): Html =>
  dataTable({
    ...{ caption: 'Rehearsed together', captionHidden: true, rows: together, folds: true },
    columns: [
      { heading: 'Providers', cell: ({ names, planRef }) => link(names.join(' and '), `/rehearsals/${planRef}`) },
      { heading: 'People', format: 'number', cell: ({ people }) => (people === null ? 'Being made' : grouped(people)) },
      {
        heading: 'Left without care',
        format: 'number',
        cell: ({ unplaced }) => (unplaced === null ? '' : unplaced > 0 ? bad(grouped(unplaced)) : 0),
      },
      {
        heading: 'Critical of them',
        format: 'number',
        cell: ({ criticalUnplaced }) => (criticalUnplaced === null ? '' : grouped(criticalUnplaced)),
      },
      { heading: 'Asked for', cell: ({ askedAt }) => formatInstant(askedAt) },
    ],
  })

function resilienceFigures(rehearsed: readonly Rehearsed[]): Html | false {
  const { providers, people, notAbsorbed, percent } = resilienceOf(rehearsed)
  if (percent === undefined) return false
  const before = resilienceBefore(rehearsed)
  return keyFigures([
    {
      value: `${percent}%`,
      label: 'of people are with a provider whose failure others could absorb whole',
      hint: `${counted(people, 'person', 'people')}, ${counted(providers, 'provider')}${before === undefined ? '' : `; ${before}% the time before`}`,
    },
    { value: grouped(notAbsorbed), label: `of ${counted(providers, 'failure')} would leave somebody without care` },
  ])
}

function worstFigure(rehearsed: readonly Rehearsed[]): Html | false {
  const worst = rehearsed.filter(({ unplaced }) => unplaced > 0).slice(0, CHARTED)
  const [first] = worst
  if (!first) return false
  return figure({
    title: 'The failures that would be hardest',
    finding: `If ${first.organisationName} failed, ${grouped(first.unplaced)} of ${counted(first.people, 'person', 'people')} would be left without care.`,
    ...{ kind: 'bar', labels: worst.map(({ organisationName }) => organisationName), labelHeading: 'Provider' },
    series: [
      { name: 'Could be placed', values: worst.map(({ people, unplaced }) => people - unplaced) },
      { name: 'Left without care', values: worst.map(({ unplaced }) => unplaced) },
    ],
    definition:
      'People whom the council or others pay the provider to care for; hours as other providers told them last.',
  })
}

export async function rehearsalsCsv({ shell, actor }: Visit): Promise<Reply> {
  const rehearsed = await shell.read(actor, listRehearsed)
  return csvFile(
    'rehearsals.csv',
    [
      'provider_id',
      'provider',
      'people',
      'left_without_care',
      'left_before',
      'critical',
      'price_a_week',
      'price_today',
      'points',
      'bound',
      'what_binds',
    ],
    rehearsed.map((one) => [
      ...[
        one.organisationRef,
        one.organisationName,
        one.people,
        one.unplaced,
        one.unplacedBefore,
        one.criticalUnplaced,
      ],
      ...[one.weeklyPence / 100, one.todayPence / 100, one.points, one.bound, one.binds],
    ]),
  )
}

const WORDS: Readonly<Record<RehearseRefusal, string>> = {
  'no provider': 'Enter at least one provider',
  'no such provider': 'One of these providers is no longer known. Look for it on the providers’ page',
  'too many at once': 'Enter five providers or fewer',
}

export async function postRehearsal(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const typed = typedText(form, 'providers')
  const again = (message: string) => listRehearsals(visit, { typed, errors: [{ field: 'providers', message }] })
  const refs = await shell.read(actor, (tx) => providersTyped(tx, typed))
  if (!refs.ok) return again(notOneProvider(refs.error))
  const asked = await rehearse(shell, actor, refs.value)
  return asked.ok ? seeOther(`/rehearsals/${asked.value}`, 'The rehearsal is being made') : again(WORDS[asked.error])
}

export async function postAll({ shell, actor }: Visit): Promise<Reply> {
  const asked = await rehearseAll(shell, actor)
  if (asked.ok)
    return seeOther('/rehearsals', `${counted(asked.value.length, 'rehearsal is', 'rehearsals are')} being made`)
  return notDone(
    '/rehearsals',
    asked.error === 'nobody is served' ? 'No provider serves anybody today' : 'Rehearsals are being made already',
  )
}

const beingMade = (waiting: number): string => `${counted(waiting, 'rehearsal is', 'rehearsals are')} still to be made.`

export const followRehearsals = ({ shell, actor }: Visit): Reply =>
  followed(async () => {
    const waiting = await shell.read(actor, countRehearsing)
    return waiting > 0 ? beingMade(waiting) : undefined
  })

export async function postStopRehearsals({ shell, actor }: Visit): Promise<Reply> {
  const stopped = await stopRehearsals(shell, actor)
  return stopped === 0
    ? notDone('/rehearsals', 'All rehearsals were ready already')
    : seeOther(
        '/rehearsals',
        `${counted(stopped, 'rehearsal is', 'rehearsals are')} stopped; those that were ready stay`,
      )
}
