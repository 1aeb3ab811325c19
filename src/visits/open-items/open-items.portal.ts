/** What a provider's log left open: it enters times, says that nobody came, or asks the council. */
import { formatInstant } from '#src/base/day.ts'
import { listSharedPeople } from '#src/people/index.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { queue } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { lastOpenDay } from '#src/visits/call-log/correction.ts'
import { WHY_WORDS } from '#src/visits/day.page.ts'
import { notHomeWords, OWNERS, type Owner } from '#src/visits/open-items/open-item.ts'
import type { OpenItem } from '#src/visits/open-items/open-items.store.ts'
import { postAnswer, showAnswer } from '#src/visits/open-items/answer-item.page.ts'
import { type ItemDoor, itemHref, readQueue, tabsOf } from '#src/visits/open-items/queues.page.ts'

const PORTAL_DOOR: ItemDoor = { base: '/portal/visits/open', isStaff: false }
const PAGE_SIZE = 25

const OWNER_WORDS: Readonly<Record<Owner, string>> = {
  provider: 'You',
  council: 'The council',
  nobody: 'Answered',
}

export async function listOwnItems(visit: Visit): Promise<Reply> {
  const { shell, actor, url } = visit
  const { kind, search, times, found, counts, nameOf } = await shell.read(actor, async (tx) => {
    const read = await readQueue(tx, visit, PORTAL_DOOR)
    const refs = read.found.rows.map(({ personRef }) => personRef)
    const nameOf = new Map((await listSharedPeople(tx, refs)).map(({ personRef, name }) => [personRef, name]))
    return { ...read, nameOf }
  })
  await shell.noteList(actor, 'own open items', { kind, count: found.total })
  return page({
    title: 'Open items of your call logs',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/portal/visits' }, { text: 'Open items' }],
    tabs: tabsOf(kind, counts, PORTAL_DOOR),
    content: queue<OpenItem>({
      noun: { one: 'item', many: 'items' },
      url,
      rows: found.rows,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: search.owners.length < OWNERS.length ? 'Nothing waits for you here.' : 'Nothing is open here.',
      filters: [
        {
          kind: 'choices',
          name: 'owner',
          label: 'Who looks after it',
          choices: OWNERS.map((owner) => ({ value: owner, text: OWNER_WORDS[owner] })),
        },
        { kind: 'day', name: 'from', label: 'From' },
        { kind: 'day', name: 'to', label: 'To' },
      ],
      columns: [
        { heading: kind === 'no log' ? 'Planned' : 'Log-in', cell: (one) => formatInstant(one.at) },
        {
          heading: 'Person',
          cell: (one) => html`${nameOf.get(one.personRef) ?? one.personRef}${small(one.personRef)}`,
        },
        { heading: kind === 'no log' ? 'Visit' : 'Worker', cell: what },
        {
          heading: 'Who looks after it',
          cell: (one) => html`${OWNER_WORDS[one.owner]}${one.words !== null && small(one.words)}`,
        },
        {
          heading: 'What to do next',
          cell: (one) => nextStep(one, url, times.today <= lastOpenDay(one.day, times.lockDays)),
        },
      ],
    }),
  })
}

const what = (one: OpenItem): Html =>
  html`${one.workerRef ?? one.visitRef ?? ''}${one.kind === 'unmatched' && small(WHY_WORDS[one.detail ?? ''] ?? one.detail ?? '')}${one.kind === 'two places' && small(`${one.visitRef} and ${one.detail}`)}${one.kind === 'not home' && small(notHomeWords(one.detail))}`

const rowHref = ({ source, logRef }: OpenItem): string =>
  `/portal/call-log/correct?source=${encodeURIComponent(source ?? '')}&row=${encodeURIComponent(logRef ?? '')}`

function nextStep(one: OpenItem, url: string, isOpen: boolean): Html {
  const answer = itemHref(PORTAL_DOOR.base, one, url)
  // Once the days for entries by hand are over only the council enters and corrects (M-55).
  if (!isOpen) return html`${link(one.kind === 'no log' ? 'Nobody came, or ask' : 'Ask the council', answer)}`
  if (one.kind === 'no log')
    return html`${link('Enter who came', `/portal/visits/${encodeURIComponent(one.visitRef ?? '')}`)}${small(link('Nobody came, or ask', answer))}`
  const words = one.kind === 'no log-out' ? 'Enter when the worker left' : 'Correct the row'
  return html`${link(words, rowHref(one))}${small(link('Ask the council', answer))}`
}

export const showOwnAnswer = (visit: Visit): Promise<Reply> => showAnswer(visit, PORTAL_DOOR)
export const postOwnAnswer = (visit: Visit): Promise<Reply> => postAnswer(visit, PORTAL_DOOR)
