import { counted, grouped } from '#src/base/counted.ts'
import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { listEverybody } from '#src/continuity/affected/affected-commands.ts'
import { PERSON_STATE_WORDS, PERSON_STATES, type PersonState } from '#src/continuity/affected/affected.ts'
import { countStates } from '#src/continuity/affected/affected.store.ts'
import { BAND_WORDS, BANDS } from '#src/continuity/affected/triage.ts'
import type { StateCount } from '#src/continuity/desk/today.ts'
import { CAUSE_WORDS, type Exit, type Heard, SOURCE_WORDS, speakOtherwise } from '#src/continuity/exits/exit.ts'
import { clockFacts, dutyInset, exitFrame } from '#src/continuity/exits/exit-frame.page.ts'
import { findExitHeard } from '#src/continuity/exits/exit.store.ts'
import { type KeptPlan, lastPlan } from '#src/continuity/plans/plan.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { inset, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'

/** What an officer does next, where it is done. */
function nextStep(exit: Exit, people: number, toPlace: number, plan: KeptPlan | undefined): Html | string {
  if (exit.state === 'signalled') return 'An officer classes the cause. From then on the clock runs.'
  if (exit.state !== 'open') return 'Nothing: the exit has ended.'
  if (exit.listedAt === null) return 'List everybody affected.'
  if (people === 0) return 'Nobody is affected: end the exit.'
  const at = `/exits/${exit.exitRef}`
  if (toPlace === 0)
    return html`Everybody has been asked or placed: ${link('see who has to do what on the board', `${at}/board`)}.`
  if (plan === undefined)
    return html`${link('Make a plan', `${at}/plan`)} for everybody who waits, then ask them and the providers.`
  if (plan.state === 'failed') return html`The last plan was not made: ${link('make it again', `${at}/plan`)}.`
  if (plan.state !== 'ready') return html`${link(`Plan ${plan.planRef} is being made`, `${at}/plan`)}.`
  return html`${counted(toPlace, 'person waits', 'people wait')} to be placed: ${link(`ask people and providers from plan ${plan.planRef}`, `${at}/plan`)}, or plan again.`
}

export async function showExit({ shell, actor, params }: Visit, house: House): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  return shell.view(actor, `exit:${exitRef}`, async (tx) => {
    const exit = await findExitHeard(tx, exitRef)
    if (!exit) return notFound()
    const { heard } = exit
    const counts = await countStates(tx, exitRef)
    const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
    const people = counts.reduce((sum, one) => sum + one.people, 0)
    const toPlace = counts.reduce((sum, one) => sum + (one.state === 'listed' ? one.people : 0), 0)
    const next = nextStep(exit, people, toPlace, await lastPlan(tx, exitRef))
    const planned = counts.some(({ state }) => state !== 'listed' && state !== 'left')
    const manages = may(actor, 'continuity.manage')
    return page({
      ...exitFrame(exit, 'Overview'),
      facts: clockFacts(exit, policy, planned, tx.now),
      actions: [
        manages && exit.state === 'signalled' && { text: 'Class the cause', href: `/exits/${exitRef}/class` },
        manages &&
          exit.state === 'open' && {
            text: exit.listedAt === null ? 'List everybody affected' : 'List everybody again',
            post: `/exits/${exitRef}/list`,
          },
        manages &&
          exit.state === 'open' && {
            ...{ text: 'Change cause or last day', kind: 'secondary', href: `/exits/${exitRef}/change` },
          },
        manages &&
          exit.endedAt === null && { text: 'End the exit', kind: 'secondary', href: `/exits/${exitRef}/finish` },
      ],
      content: html`${dutyInset(exit)}${otherwiseInset(exit, heard, manages)}${summary([
        { key: 'Cause', value: exit.cause === null ? 'To be classed' : CAUSE_WORDS[exit.cause] },
        exit.contractRef !== null && {
          key: 'Contract',
          value: link(exit.contractRef, `/contracts/${exit.contractRef}`),
        },
        exit.openedBy !== null && { key: 'Opened by', value: exit.openedBy },
        exit.listedAt !== null && { key: 'Last listed', value: formatInstant(exit.listedAt) },
        exit.endedAt !== null && { key: 'Ended', value: `${formatDay(dayOf(exit.endedAt))}: ${exit.endedWhy}` },
        {
          key: 'People we do not pay for',
          value: link('Who else it serves', `/providers/${exit.organisationRef}/known-people`),
        },
      ])}${section('What was heard', heardTable(heard))}${exit.listedAt !== null && section('Where everybody stands', statesTable(counts))}`,
      aside: html`${whatHappensNext(html`<p class="govuk-body">${next}</p>`)}${await latestHistory(house, tx, `exit:${exitRef}`)}`,
    })
  })
}

/** A signal since the cause was classed that gives another is an officer's to judge. */
const otherwiseInset = (exit: Exit, heard: readonly Heard[], manages: boolean): Html | false => {
  const [last] = speakOtherwise(exit, heard)
  if (!last?.cause) return false
  const words = `A later signal gives another cause: ${CAUSE_WORDS[last.cause].toLowerCase()}.`
  return inset(html`${words} ${manages && link('Class the exit again if it is so', `/exits/${exit.exitRef}/change`)}`)
}

const heardTable = (heard: readonly Heard[]): Html =>
  dataTable({
    ...{ caption: 'Signals, and what officers decided since', captionHidden: true, rows: heard, folds: true },
    columns: [
      { heading: 'When', cell: ({ heardAt }) => formatInstant(heardAt) },
      {
        heading: 'From',
        cell: ({ source, heardBy }) => (source === 'officer' ? `Changed by ${heardBy}` : SOURCE_WORDS[source]),
      },
      { heading: 'What', cell: ({ what, contractRef }) => html`${what}${contractRef !== null && small(contractRef)}` },
      { heading: 'Cause', cell: ({ cause }) => (cause === null ? '' : CAUSE_WORDS[cause]) },
      { heading: 'Last day', cell: ({ lastDay }) => (lastDay === null ? '' : formatDay(lastDay)) },
    ],
  })

export function statesTable(counts: readonly StateCount[]): Html {
  const of = (state: string, band?: string): number =>
    counts.reduce((sum, one) => sum + (one.state === state && (band ?? one.band) === one.band ? one.people : 0), 0)
  return dataTable<PersonState>({
    ...{ caption: 'People by state and urgency', captionHidden: true, rows: PERSON_STATES },
    columns: [
      { heading: 'State', cell: (state) => PERSON_STATE_WORDS[state], total: 'All' },
      ...BANDS.map((band) => ({
        ...{ heading: BAND_WORDS[band], format: 'number' as const, cell: (state: PersonState) => of(state, band) },
        total: PERSON_STATES.reduce((sum, state) => sum + of(state, band), 0),
      })),
      {
        ...{ heading: 'People', format: 'number', cell: (state) => of(state) },
        total: counts.reduce((sum, { people }) => sum + people, 0),
      },
    ],
  })
}

export async function postList({ shell, actor, params }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const listed = await listEverybody(shell, actor, exitRef)
  if (!listed.ok)
    return listed.error === 'no such exit'
      ? notFound()
      : notDone(`/exits/${exitRef}`, 'The exit is not open: nobody was listed')
  const { added, left, people } = listed.value
  return seeOther(
    `/exits/${exitRef}/people`,
    `${counted(people, 'person is', 'people are')} affected: ${grouped(added)} new, ${grouped(left)} no longer served`,
  )
}
