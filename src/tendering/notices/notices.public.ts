import { dayOf, formatInstant, type Instant } from '#src/base/day.ts'
import { download, notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { type Visitor, visitorAt } from '#src/platform/http/visitor.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { link, shortDay, small } from '#src/platform/pages/table.ts'
import { recordOf } from '#src/tendering/notices/merge.ts'
import {
  findPublication,
  listPublications,
  listReleases,
  listReleasesOf,
  type Publication,
  type StoredRelease,
} from '#src/tendering/notices/notice.store.ts'
import { NOTICES } from '#src/tendering/notices/notice.ts'
import { type Document, recordPackage, type Release, releasePackage } from '#src/tendering/notices/ocds.ts'

const PAGE_SIZE = 25
/** Releases in one answer of the feed. */
const FEED_SIZE = 100

const feedOf = (path: string): string => `${path}/ocds/releases.json`

/** What the council published, the newest first. */
export async function listPublicNotices(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, query, url } = visit
  const asked = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const { publications, total } = await shell.read(visitor.actor, (tx) => listPublications(tx, asked))
  return page({
    title: 'Procurement notices',
    caption: visitor.councilName,
    breadcrumbs: [{ text: 'Procurement notices' }],
    content: html`<p class="govuk-body">What ${visitor.councilName} plans to buy, buys and has bought, as the Procurement Act 2023 asks it to be told. ${link('Tenders that are open to bids', `${visitor.path}/tenders`)} stand apart.</p>
    ${queue<Publication>({
      noun: { one: 'notice', many: 'notices' },
      url,
      rows: publications,
      total,
      pageSize: PAGE_SIZE,
      columns: [
        {
          heading: 'Notice',
          cell: (one) => html`${link(one.title, `${visitor.path}/notices/${one.noticeRef}`)}${small(one.noticeRef)}`,
        },
        { heading: 'Published', cell: (one) => shortDay(dayOf(one.publishedAt)) },
      ],
      empty: 'The council has published no notice yet.',
    })}
    ${section('For machines', html`<p class="govuk-body">${link('Every step as open data (OCDS 1.1, JSON)', feedOf(visitor.path))}, under the Open Government Licence.</p>`)}`,
  })
}

export async function showPublicNotice(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  const found =
    visitor && (await visit.shell.read(visitor.actor, (tx) => findPublication(tx, visit.params['ref'] ?? '')))
  if (!visitor || !found) return notFound()
  return page({
    title: found.title,
    caption: `${visitor.councilName}, ${found.noticeRef}`,
    breadcrumbs: [{ text: 'Procurement notices', href: `${visitor.path}/notices` }, { text: found.noticeRef }],
    facts: [
      { label: 'Kind', value: NOTICES[found.code].name },
      { label: 'Published', value: formatInstant(found.publishedAt) },
    ],
    content: html`${summary(found.content.map(({ label, text }) => ({ key: label, value: text })))}
    ${found.ocid !== null && html`<p class="govuk-body">${link('All steps of this procurement as open data (OCDS 1.1, JSON)', `${visitor.path}/ocds/records/${found.ocid}.json`)}</p>`}`,
  })
}

/** The addresses of notices are this site's, which may move: they are put in where a release goes out. */
export function withAddresses(release: Release, notices: string): Release {
  const at = (documents: readonly Document[]): Document[] =>
    documents.map((one) => ({ ...one, url: `${notices}/${one.id}` }))
  const placed = <T extends { readonly documents?: readonly Document[] }>(part: T): T =>
    part.documents ? { ...part, documents: at(part.documents) } : part
  return {
    ...release,
    ...(release.planning ? { planning: placed(release.planning) } : {}),
    ...(release.tender ? { tender: placed(release.tender) } : {}),
    ...(release.awards ? { awards: release.awards.map(placed) } : {}),
    ...(release.contracts
      ? {
          contracts: release.contracts.map((one) => ({
            ...placed(one),
            ...(one.implementation ? { implementation: placed(one.implementation) } : {}),
          })),
        }
      : {}),
  }
}

const json = (name: string, value: unknown): Reply =>
  download(name, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`)

const publisherOf = ({ site }: OpenVisit, { councilName, path }: Visitor) => ({
  name: councilName,
  uri: `${site}${path}/notices`,
})

const cursorOf = ({ publishedAt, releaseRef }: StoredRelease): string => `${publishedAt.toString()}_${releaseRef}`

function readCursor(text: string | undefined): { at: Instant; releaseRef: string } | undefined {
  const [, at = '', releaseRef = ''] = /^([^_]+)_(.+)$/.exec(text ?? '') ?? []
  try {
    return { at: Temporal.Instant.from(at), releaseRef }
  } catch {
    return undefined
  }
}

/** All releases, the oldest first; `links.next` leads to the following ones. */
export async function releasesJson(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, query, site } = visit
  const asked = chosen(query, 'after')[0]
  const found = await shell.read(visitor.actor, (tx) => listReleases(tx, readCursor(asked), FEED_SIZE + 1))
  const shown = found.slice(0, FEED_SIZE)
  const last = shown.at(-1)
  const address = `${site}${feedOf(visitor.path)}`
  const after = (cursor: string) => `${address}?after=${encodeURIComponent(cursor)}`
  const published = (last?.publishedAt ?? shell.now()).toString()
  return json(
    'releases.json',
    releasePackage(
      asked === undefined ? address : after(asked),
      publisherOf(visit, visitor),
      published,
      shown.map(({ release }) => withAddresses(release, `${site}${visitor.path}/notices`)),
      found.length > FEED_SIZE && last ? after(cursorOf(last)) : undefined,
    ),
  )
}

/** One contracting process: its releases, what they come to, and what each field was before. */
export async function recordJson(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, params, site } = visit
  const ocid = (params['file'] ?? '').replace(/\.json$/, '')
  const releases = await shell.read(visitor.actor, (tx) => listReleasesOf(tx, ocid))
  const last = releases.at(-1)
  if (!last) return notFound()
  const placed = releases.map((release) => withAddresses(release, `${site}${visitor.path}/notices`))
  const address = `${site}${visitor.path}/ocds/records/${ocid}.json`
  return json(`${ocid}.json`, recordPackage(address, publisherOf(visit, visitor), last.date, [recordOf(placed)]))
}
