/** The board: where everybody stands, and what is to be done next, the soonest first. */
import { dayOf, formatInstant } from '#src/base/day.ts'
import { bandTag, personTag } from '#src/continuity/affected/affected-words.page.ts'
import { countStates } from '#src/continuity/affected/affected.store.ts'
import { isOver, STEP_KINDS, STEP_WORDS } from '#src/continuity/desk/step.ts'
import { countSteps, type DueStep, listDue } from '#src/continuity/desk/step.store.ts'
import { awaitedOf, todayOf } from '#src/continuity/desk/today.ts'
import { todayFigures } from '#src/continuity/desk/today.page.ts'
import { clockFacts, exitFrame } from '#src/continuity/exits/exit-frame.page.ts'
import { statesTable } from '#src/continuity/exits/exit.page.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 50

export async function showBoard({ shell, actor, params, query, url }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const found = await shell.read(actor, async (tx) => {
    const exit = await findExit(tx, exitRef)
    if (!exit) return undefined
    const [counts, due] = [await countStates(tx, exitRef), await listDue(tx, { exitRef, offset, limit: PAGE_SIZE })]
    const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
    return { exit, counts, due, policy, steps: await countSteps(tx, exitRef), now: tx.now }
  })
  if (!found) return notFound()
  const { exit, counts, due, policy, steps, now } = found
  const awaited = awaitedOf(counts)
  await shell.noteList(actor, 'what is due in an exit', { exitRef, count: due.total })
  const late = steps.reduce((sum, one) => sum + one.late, 0)
  const isPlanned = counts.some(({ state }) => state !== 'listed' && state !== 'left')
  return page({
    ...exitFrame(exit, 'Board'),
    wide: true,
    facts: clockFacts(exit, policy, isPlanned, now),
    content: html`${todayFigures(todayOf(exit, policy, counts, now), awaited, late, `/exits/${exitRef}/people`)}${section(
      'What is due',
      queue<DueStep>({
        noun: { one: 'step', many: 'steps' },
        ...{ url, rows: due.steps, total: due.total, pageSize: PAGE_SIZE },
        empty: 'Nothing is due. Steps begin when a proposal is put to somebody.',
        columns: [
          {
            heading: 'Due',
            cell: (one) => (isOver(one, now) ? bad(formatInstant(one.dueAt)) : formatInstant(one.dueAt)),
          },
          { heading: 'What', cell: (one) => link(STEP_WORDS[one.step], `/exits/${exitRef}/people/${one.line}#steps`) },
          { heading: 'For', cell: (one) => html`${one.name} ${statusTag(bandTag(one.band))}` },
          { heading: 'State', cell: (one) => statusTag(personTag(one.state)) },
        ],
      }),
    )}${section(
      'How far each step is',
      dataTable({
        ...{ caption: 'Steps done, open and late', captionHidden: true },
        rows: STEP_KINDS.flatMap((step) => steps.find((one) => one.step === step) ?? []),
        empty: 'No step has begun.',
        columns: [
          { heading: 'Step', cell: ({ step }) => STEP_WORDS[step] },
          { heading: 'Done', format: 'number', cell: ({ done }) => done },
          { heading: 'Open', format: 'number', cell: ({ open }) => open },
          { heading: 'Late', format: 'number', cell: ({ late }) => (late > 0 ? bad(String(late)) : 0) },
        ],
      }),
    )}${section('By urgency', statesTable(counts))}`,
  })
}
