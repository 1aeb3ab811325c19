/** Everybody whom an exit affects, in the order of triage: as a list and as a file. */
import { dayOf } from '#src/base/day.ts'
import { serviceName } from '#src/brokerage/index.ts'
import { type AffectedPerson, PERSON_STATE_WORDS, PERSON_STATES } from '#src/continuity/affected/affected.ts'
import { type AffectedSearch, listAffected, MOST_PEOPLE } from '#src/continuity/affected/affected.store.ts'
import { BAND_WORDS, BANDS, triage, triageWords } from '#src/continuity/affected/triage.ts'
import { exitFrame } from '#src/continuity/exits/exit-frame.page.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { livesThere, PAYS_WORDS, visitsAsTyped, WHO_PAYS } from '#src/continuity/told/known-person.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { bandTag, personTag, said } from '#src/continuity/affected/affected-words.page.ts'

const PAGE_SIZE = 50

export const searchOf = (exitRef: string, query: Visit['query']): Omit<AffectedSearch, 'limit'> => ({
  exitRef,
  states: PERSON_STATES.filter((state) => chosen(query, 'state').includes(state)),
  bands: BANDS.filter((band) => chosen(query, 'band').includes(band)),
  pays: (['council', ...WHO_PAYS] as const).filter((one) => chosen(query, 'pays').includes(one)),
  words: chosen(query, 'words')[0],
})

/** What is asked for at which times, most of it in one line: "21 visits, 8:00, 12:30" */
const timesOf = ({ visits }: AffectedPerson): string => visits.map(({ start }) => start).join(', ')

export async function listAffectedPage({ shell, actor, params, query, url }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const search = searchOf(exitRef, query)
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const found = await shell.read(actor, async (tx) => {
    const exit = await findExit(tx, exitRef)
    const zones = new Map((await listZones(tx)).map(({ zone, name }) => [zone, name]))
    const weights = await getPolicy(tx, 'continuity', dayOf(tx.now))
    return exit && { exit, weights, zones, ...(await listAffected(tx, { ...search, offset, limit: PAGE_SIZE })) }
  })
  if (!found) return notFound()
  await shell.noteList(actor, 'people affected by an exit', { ...search, count: found.total })
  const { exit, weights, zones, people, total } = found
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
            cell: (one) =>
              livesThere(one.service)
                ? small(serviceName(one.service))
                : html`${one.visitsAWeek}${small(timesOf(one))}`,
          },
          { heading: 'Zone', cell: (one) => zones.get(one.zone) ?? one.zone },
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
  const found = await shell.read(
    actor,
    async (tx) => (await findExit(tx, exitRef)) && (await listAffected(tx, { ...search, limit: MOST_PEOPLE })),
  )
  if (!found) return notFound()
  const { people } = found
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
