import { formatInstant } from '#src/base/day.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { listPublishedAnswers } from '#src/tendering/clarifications/clarification.store.ts'
import { findPublishedDocument, listPublishedDocuments } from '#src/tendering/documents/document.store.ts'
import { documentFile, publishedTable } from '#src/tendering/documents/document-file.page.ts'
import { type Around, findAround } from '#src/tendering/tenders/preparation.store.ts'
import { answerList, cancelledNotice, versionList } from '#src/tendering/tenders/published-view.page.ts'
import { routeName } from '#src/tendering/tenders/route.ts'
import { listPublished, listVersions } from '#src/tendering/tenders/tender-list.store.ts'
import { findPublished, type Published } from '#src/tendering/tenders/tender.store.ts'
import { closingWords, publicTag, specSections, tenderFacts } from '#src/tendering/tenders/tender-view.page.ts'

const PAGE_SIZE = 25

/** What a council has published for bids, for everybody. */
export async function listPublicTenders(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, query, url } = visit
  const { tenders, total } = await shell.read(visitor.actor, (tx) =>
    listPublished(
      tx,
      { words: chosen(query, 'words')[0] },
      { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE },
    ),
  )
  const now = shell.now()
  return page({
    title: 'Tenders',
    caption: visitor.councilName,
    wide: true,
    breadcrumbs: [{ text: visitor.councilName }, { text: 'Tenders' }],
    content: html`<p class="govuk-body">Providers bid through the provider portal. Ask the council for an invitation if you have none. ${link('Procurement notices', `${visitor.path}/notices`)} tell of every step.</p>${queue(
      {
        noun: { one: 'tender', many: 'tenders' },
        url,
        rows: tenders,
        total,
        pageSize: PAGE_SIZE,
        columns: [
          {
            heading: 'Tender',
            cell: (one) => html`${link(one.title, `${visitor.path}/tenders/${one.tenderRef}`)}${small(one.tenderRef)}`,
          },
          { heading: 'Route', cell: (one) => routeName(one.route) },
          { heading: 'Lots', format: 'number', cell: (one) => one.lots },
          { heading: 'Bids close', cell: (one) => formatInstant(one.closesAt) },
          { heading: 'Status', cell: (one) => statusTag(publicTag(one.closesAt, now, one.isCancelled)) },
        ],
        empty: 'The council has published no tender.',
      },
    )}`,
  })
}

/** A published tender with its documents, answers and versions. */
export async function showPublicTender(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const tenderRef = visit.params['ref'] ?? ''
  const path = `${visitor.path}/tenders`
  return visit.shell.read(visitor.actor, async (tx) => {
    const published = await findPublished(tx, tenderRef)
    if (!published) return notFound()
    const around = await findAround(tx, published)
    const { cancelled } = around
    return page({
      title: published.spec.title,
      caption: `${visitor.councilName}, tender ${tenderRef}`,
      tags: [publicTag(published.closesAt, tx.now, cancelled !== undefined)],
      facts: tenderFacts(published.spec),
      breadcrumbs: [{ text: visitor.councilName }, { text: 'Tenders', href: path }, { text: tenderRef }],
      notice: cancelledNotice(cancelled),
      wide: true,
      content: await publicSections(tx, published, around, `${path}/${tenderRef}`),
    })
  })
}

async function publicSections(tx: Read, published: Published, around: Around, path: string) {
  const { tenderRef, spec } = published
  const documents = await listPublishedDocuments(tx, tenderRef)
  const answers = await listPublishedAnswers(tx, tenderRef)
  const versions = await listVersions(tx, tenderRef)
  return html`
    ${!around.cancelled && html`<p class="govuk-body">${closingWords(published.closesAt, tx.now)}</p>`}
    ${section(
      'Documents',
      publishedTable(documents, (one) => `${path}/documents/${one.document}/${one.version}`),
    )}
    ${specSections({ spec, ...around })}
    ${section('Questions and answers', answerList(answers))}
    ${section('Versions', versionList(versions))}`
}

export async function downloadForAll(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  const { params, shell } = visit
  const named = {
    tenderRef: params['ref'] ?? '',
    document: params['document'] ?? '',
    version: Number(params['version']),
  }
  if (!visitor || !Number.isSafeInteger(named.version)) return notFound()
  const found = await shell.read(visitor.actor, (tx) => findPublishedDocument(tx, named))
  return found ? documentFile(shell, found) : notFound()
}
