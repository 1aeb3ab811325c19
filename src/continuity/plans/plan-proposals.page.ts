/** What a plan says of each person: the proposal or what binds, two alternatives, and why; narrowed, printed, and as a file. */
import { counted } from '#src/base/counted.ts'
import { exceptionInWords, type Proposal } from '#src/brokerage/index.ts'
import { bandTag, personTag } from '#src/continuity/affected/affected-words.page.ts'
import { PERSON_STATE_WORDS, type PersonState } from '#src/continuity/affected/affected.ts'
import { listAffected, MOST_PEOPLE } from '#src/continuity/affected/affected.store.ts'
import { nameOf, wouldMove } from '#src/continuity/plans/plan-view.page.ts'
import { lastWholePlan, type PlanResult } from '#src/continuity/plans/plan.store.ts'
import { csvFile, notFound, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, type Filter, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { inset, section } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, money, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 50

/** A proposal with the person's state today; undefined of somebody of another provider. */
export type Shown = Proposal & { readonly state: PersonState | undefined }

const MARKS = ['unplaced', 'over-ceiling', 'out-of-area', 'rating', 'stale', 'times', 'other'] as const
type Mark = (typeof MARKS)[number]

const MARK_WORDS: Readonly<Record<Mark, string>> = {
  unplaced: 'Left without a provider',
  'over-ceiling': 'Over the ceiling',
  'out-of-area': 'Out of area',
  rating: 'Rating below the floor',
  stale: 'On capacity told too long ago',
  times: 'In another part of the day',
  other: 'Of another provider',
}

const bears: Readonly<Record<Mark, (one: Shown) => boolean>> = {
  unplaced: ({ organisationRef }) => organisationRef === undefined,
  'over-ceiling': ({ exceptions }) => exceptions.includes('over ceiling'),
  'out-of-area': ({ exceptions }) => exceptions.includes('out of area'),
  rating: ({ exceptions }) => exceptions.includes('rating'),
  stale: ({ exceptions }) => exceptions.includes('stale capacity'),
  times: ({ exceptions }) => exceptions.includes('changed times'),
  other: ({ state }) => state === undefined,
}

const STATES = ['listed', 'proposed', 'agreed', 'moving', 'moved', 'settled', 'left'] as const

const FILTERS: readonly Filter[] = [
  { kind: 'words', name: 'words', label: 'Name' },
  {
    ...{ kind: 'choices', name: 'only', label: 'Only' },
    choices: MARKS.map((value) => ({ value, text: MARK_WORDS[value] })),
  },
  {
    ...{ kind: 'choices', name: 'state', label: 'Where they stand today' },
    choices: STATES.map((value) => ({ value, text: PERSON_STATE_WORDS[value] })),
  },
]

type States = ReadonlyMap<string, PersonState>

/** Whom the reader asked for, in the order of triage; of people who are not affected only those who would move. */
export function shownOf(result: PlanResult, states: States, query: Visit['query']): Shown[] {
  const order = new Map([...states.keys()].map((ref, at) => [ref, at]))
  const words = (chosen(query, 'words')[0] ?? '').toLowerCase()
  const marks = MARKS.filter((mark) => chosen(query, 'only').includes(mark))
  const wanted = chosen(query, 'state')
  return wouldMove(result)
    .map((one) => ({ ...one, state: states.get(one.ref) }))
    .filter(
      (one) =>
        (words === '' || (result.who[one.ref]?.name ?? '').toLowerCase().includes(words)) &&
        (marks.length === 0 || marks.some((mark) => bears[mark](one))) &&
        (wanted.length === 0 || (one.state !== undefined && wanted.includes(one.state))),
    )
    .sort((a, b) => (order.get(a.ref) ?? order.size) - (order.get(b.ref) ?? order.size))
}

const columnsOf = (exitRef: string, result: PlanResult): Column<Shown>[] => [
  {
    heading: 'Person',
    cell: ({ ref, state }) =>
      state === undefined
        ? html`${link(result.who[ref]?.name ?? ref, `/packages/${ref}`)}${small(`Now with ${nameOf(result, result.who[ref]?.from ?? undefined)}`)}`
        : html`${link(result.who[ref]?.name ?? ref, `/exits/${exitRef}/people/${ref}`)} ${statusTag(bandTag(result.who[ref]?.band ?? 'standard'))} ${statusTag(personTag(state))}`,
  },
  {
    heading: 'Proposed',
    cell: (one) =>
      one.organisationRef === undefined
        ? bad('Nobody')
        : html`${nameOf(result, one.organisationRef)}${one.exceptions.length > 0 && bad(small(one.exceptions.map(exceptionInWords).join(', ')))}`,
  },
  { heading: 'A week', format: 'number', cell: ({ weeklyPence }) => money(weeklyPence) },
  {
    heading: 'Why',
    cell: ({ why, binds, cheapestChange }) =>
      binds === undefined
        ? html`${why[0]}${why.length > 1 && small(why.slice(1).join(' '))}`
        : html`${binds}${small(`The least that would change it: ${cheapestChange ?? 'nothing short of another provider'}`)}`,
  },
  {
    heading: 'Otherwise',
    cell: ({ alternatives }) =>
      alternatives.length === 0
        ? 'Nobody else could'
        : html`${alternatives.map((one) => html`${nameOf(result, one.organisationRef)}${small(one.why.join(' '))}`)}`,
  },
]

/** A page of them, many to be asked at a press. */
export function proposalsQueue(
  plan: { readonly exitRef: string; readonly planRef: string; readonly result: PlanResult },
  shown: readonly Shown[],
  { url, query }: Pick<Visit, 'url' | 'query'>,
  csrf: string | undefined,
): Html {
  const { exitRef, planRef, result } = plan
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  const moving = result.proposals.filter(({ ref, organisationRef }) => {
    const from = result.who[ref]?.from ?? null
    return from !== null && from !== organisationRef
  })
  return section(
    'What is proposed',
    html`${moving.length > 0 && inset(makesRoom(moving.length))}${queue<Shown>({
      noun: { one: 'person', many: 'people' },
      ...{ url, rows: shown.slice(from, from + PAGE_SIZE), total: shown.length, pageSize: PAGE_SIZE },
      csvHref: withQuery(url.replace('/plan', '/plan.csv'), { page: undefined }),
      filters: FILTERS,
      ...(csrf === undefined
        ? {}
        : {
            bulk: {
              // Whoever asks has read this plan: of a newer one they are told.
              ...{ action: `/exits/${exitRef}/plan/put?plan=${planRef}`, csrf },
              keyOf: ({ ref }: Shown) => ref,
              labelOf: ({ ref }: Shown) => result.who[ref]?.name ?? ref,
              actions: [
                { text: 'Ask the ticked', value: 'ticked' },
                { text: 'Ask everybody who is proposed', value: 'all' },
              ],
            },
          }),
      columns: columnsOf(exitRef, result),
    })}`,
  )
}

/** Nobody of them is the exit's to ask. */
const makesRoom = (people: number): string =>
  `${counted(people, 'person', 'people')} of other providers would move to make room. Nobody asks them from here: change their packages first, if they agree. Until then their providers may not have the hours.`

/** All of them on paper. */
export const proposalsTable = (exitRef: string, result: PlanResult, shown: readonly Shown[]): Html =>
  section(
    'What is proposed',
    dataTable({
      ...{ caption: counted(shown.length, 'person', 'people'), rows: shown },
      columns: columnsOf(exitRef, result),
    }),
  )

const CSV_HEADER = [
  ...['line', 'person', 'state', 'proposed', 'provider_id', 'contract', 'price_a_week', 'exceptions', 'why'],
  ...['second_choice', 'second_why', 'third_choice', 'third_why', 'what_binds', 'least_change'],
]

export async function planCsv({ shell, actor, params, query }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => ({
    plan: await lastWholePlan(tx, exitRef),
    people: (await listAffected(tx, { exitRef, limit: MOST_PEOPLE })).people,
  }))
  const { plan, people } = found
  if (!plan?.result) return notFound()
  const { result } = plan
  const states = new Map(people.map((one) => [String(one.line), one.state]))
  const shown = shownOf(result, states, query)
  await shell.noteList(actor, 'plan of an exit, as a file', { exitRef, count: shown.length })
  return csvFile(
    `plan-${plan.planRef}.csv`,
    CSV_HEADER,
    shown.map((one) => [
      ...[one.ref, result.who[one.ref]?.name, one.state, nameOf(result, one.organisationRef)],
      ...[one.organisationRef, one.contractRef, one.weeklyPence === undefined ? null : one.weeklyPence / 100],
      ...[one.exceptions.map(exceptionInWords).join('; '), one.why.join(' ')],
      ...[0, 1].flatMap((at) => {
        const other = one.alternatives[at]
        return other ? [nameOf(result, other.organisationRef), other.why.join(' ')] : [null, null]
      }),
      ...[one.binds, one.cheapestChange],
    ]),
  )
}
