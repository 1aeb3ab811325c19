import { formatInstant } from '#src/base/day.ts'
import { directHit } from '#src/councils/search.page.ts'
import { type AccessLine, accessLog } from '#src/platform/access-log.ts'
import { may, type RecordKey } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { type Doors, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import type { Crumb } from '#src/platform/pages/page.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 50
const KIND = /^[a-z]+(-[a-z]+)*$/
const REF = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/

const recordOf = (kind: string, ref: string): RecordKey | undefined =>
  KIND.test(kind) && REF.test(ref) ? `${kind}:${ref}` : undefined

const nounOf = (kind: string): string => kind.replaceAll('-', ' ')

/** The whole audit trail of a record in the words of all stages, newest first. */
export async function showHistory(visit: Visit, house: House, kind: string, ref: string): Promise<Reply> {
  const { actor, shell, query } = visit
  const record = recordOf(kind, ref)
  if (!record) return notFound()
  const before = Number(query['before'])
  const from = Number.isSafeInteger(before) && before > 0 ? { before } : {}
  const { entries, hit } = await shell.view(actor, record, async (tx) => ({
    entries: await timeline(tx, record, { ...from, limit: PAGE_SIZE + 1 }),
    hit: await directHit(house, tx, actor, ref),
  }))
  if (entries.length === 0 && !hit) return notFound()
  const shown = entries.slice(0, PAGE_SIZE)
  const older = entries.length > PAGE_SIZE ? shown.at(-1)?.seq : undefined
  const what = `${hit?.kind ?? nounOf(kind)} ${ref}`
  const named = hit?.title
  return page({
    title: 'History',
    caption: named === undefined || named.includes(ref) ? what : `${what}: ${named}`,
    wide: true,
    breadcrumbs: trail(hit?.href, ref, 'History'),
    actions: [may(actor, 'audit.access') && { text: 'Who looked', kind: 'secondary', href: `/access/${kind}/${ref}` }],
    content: html`${dataTable({
      caption: 'What happened, newest first',
      rows: shown,
      empty: 'Nothing has been recorded yet.',
      columns: [
        { heading: 'When', cell: (entry) => formatInstant(entry.at) },
        { heading: 'What', cell: (entry) => inWords(house, entry) },
        { heading: 'Who', cell: (entry) => entry.actorName },
        { heading: 'Line', format: 'number', cell: (entry) => entry.seq },
      ],
    })}${older !== undefined && html`<p class="govuk-body">${link('Older history', `/history/${kind}/${ref}?before=${older}`)}</p>`}`,
  })
}

/** What happened to records that tell of people is seen by those who may see the records themselves, whoever may read the audit. */
export function guardHistory(doors: Doors, house: House, grant: string, kinds: readonly string[]): void {
  for (const kind of kinds)
    doors.staff(`GET /history/${kind}/:ref`, grant, (visit) =>
      showHistory(visit, house, kind, visit.params['ref'] ?? ''),
    )
}

const trail = (href: string | undefined, ref: string, last: string): Crumb[] => [
  href === undefined ? { text: ref } : { text: ref, href },
  { text: last },
]

const ACTORS: Record<AccessLine['actorKind'], string> = {
  officer: 'Officer',
  provider: 'Provider',
  machine: 'Machine',
  system: 'System',
  visitor: 'Visitor',
}

/** Who looked at a record, and when. */
export async function showAccess(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, query, url } = visit
  const [kind, ref] = [params['kind'] ?? '', params['ref'] ?? '']
  const record = recordOf(kind, ref)
  if (!record) return notFound()
  const { log, hit } = await shell.read(actor, async (tx) => ({
    log: await accessLog(tx, record, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
    hit: await directHit(house, tx, actor, ref),
  }))
  if (log.total === 0 && !hit) return notFound()
  return page({
    title: 'Who looked',
    caption: `${hit?.kind ?? nounOf(kind)} ${ref}`,
    wide: true,
    breadcrumbs: trail(hit?.href, ref, 'Who looked'),
    content: queue({
      noun: { one: 'look', many: 'looks' },
      url,
      rows: log.lines,
      total: log.total,
      pageSize: PAGE_SIZE,
      empty: 'Nobody has looked at this record.',
      columns: [
        { heading: 'When', cell: (line) => formatInstant(line.at) },
        { heading: 'Who', cell: (line) => line.actorName },
        { heading: 'Reference', cell: (line) => line.actorId },
        { heading: 'As', cell: (line) => ACTORS[line.actorKind] },
      ],
    }),
  })
}
