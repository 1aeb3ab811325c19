import { counted } from '#src/base/counted.ts'
import { dayOf, formatDay, formatTime } from '#src/base/day.ts'
import { isSilent } from '#src/brokerage/offers/offer.ts'
import { invitationsTable, offersTable } from '#src/brokerage/offers/offers.page.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { careSummary, patternTable, placementSection } from '#src/brokerage/packages/package-care.page.ts'
import {
  BLOCKED,
  noticeOf,
  type PackageRecord,
  readRecord,
  recordFrame,
  type TabName,
  tabsOf,
} from '#src/brokerage/packages/package-record.page.ts'
import { signaturesList } from '#src/brokerage/sign-off/signatures.page.ts'
import { type Role, roleName } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm } from '#src/platform/pages/form.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import type { Page } from '#src/platform/pages/page.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { addedTabs, type House, latestHistory, showPanels } from '#src/platform/panels.ts'

/** Reads the record with its access line; no record, no page. */
const showTab = async (
  visit: Visit,
  current: TabName,
  content: (record: PackageRecord, tx: Read) => Promise<Pick<Page, 'content' | 'aside' | 'notice' | 'tabs'>>,
): Promise<Reply> => {
  const ref = visit.params['ref'] ?? ''
  const view = await visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref, {
      person: current === 'overview',
      signers: current !== 'care',
      everybodyAsked: current === 'offers',
    })
    return record && { ...recordFrame(record, current), ...(await content(record, tx)) }
  })
  return view ? page(view) : notFound()
}

export const showPackage = (visit: Visit, house: House): Promise<Reply> =>
  showTab(visit, 'overview', async (record, tx) => ({
    tabs: [...tabsOf(record, 'overview'), ...addedTabs(house, visit.actor, 'package', record.pkg.packageRef)],
    notice: noticeOf(record),
    content: html`${record.ranked.length > 0 && section('Offers, best first', offersTable(record))}
      ${record.signatures.length > 0 && section('Sign-off', signaturesList(record))}
      ${section('What care is needed', careSummary(record))}`,
    aside: html`${whatHappensNext(nextStep(record, visit.csrf))}${await latestHistory(house, tx, `package:${record.pkg.packageRef}`)}`,
  }))

export const showOffers = (visit: Visit): Promise<Reply> =>
  showTab(visit, 'offers', async (record) => ({
    content: html`${section('Offers, best first', offersTable(record))}${section('Providers asked', html`<p class="govuk-body">${link('Who was asked in which round, what comes next, and what a provider says by telephone', `/packages/${record.pkg.packageRef}/sending`)}</p>${invitationsTable(record)}`)}`,
    aside: whatHappensNext(nextStep(record, visit.csrf)),
  }))

export const showCare = (visit: Visit, house: House): Promise<Reply> =>
  showTab(visit, 'care', async (record, tx) => ({
    tabs: [...tabsOf(record, 'care'), ...addedTabs(house, visit.actor, 'package', record.pkg.packageRef)],
    content: html`${record.pkg.payer === 'self' && section('Self-funder', html`<p class="govuk-body">The person pays. ${link('Consent, fee, advice and arrangement', `/packages/${record.pkg.packageRef}/self-funder`)}</p>`)}${placementSection(record)}${section('Visits asked for', patternTable(record.pkg.pattern, { caption: 'Visits asked for' }))}
      ${await showPanels(house, tx, visit.actor, 'package', record.pkg.packageRef)}`,
  }))

const remindForm = (pkg: CarePackage, csrf: string): Html =>
  postForm({
    action: '/packages/chosen',
    csrf,
    content: html`${hiddenField('chosen', pkg.packageRef)}${hiddenField('from', 'record')}${hiddenField('do', 'remind')}${button({ text: 'Remind the signers', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

/** Who must do what next, and what the reader may do. */
export function nextStep(record: PackageRecord, csrf: string): Part {
  const { pkg, invitations, signatures, actor, ranked } = record
  const at = `/packages/${pkg.packageRef}`
  const paragraph = (words: Part) => html`<p class="govuk-body">${words}</p>`
  switch (pkg.status) {
    case 'draft':
      return paragraph('Finish the request, check it and send it to providers.')
    case 'sent': {
      const asked = invitations.filter(({ closesAt }) => pkg.closesAt?.equals(closesAt))
      const silent = asked.filter(isSilent).length
      const until = pkg.closesAt ? `${formatTime(pkg.closesAt)} on ${formatDay(dayOf(pkg.closesAt))}` : ''
      return html`${paragraph(`Providers can offer until ${until}. ${silent === 0 ? 'All have answered.' : `${silent} of ${counted(asked.length, 'provider')} ${silent === 1 ? 'has' : 'have'} not answered.`}`)}
        ${silent === 0 && may(actor, 'brokerage.choose') && closeForm(pkg, csrf)}`
    }
    case 'offers_in':
      if (pkg.payer === 'self') return paragraph('The person chooses among the offers, and pays.')
      return paragraph(`A broker chooses from ${counted(ranked.length, 'offer')}.`)
    case 'no_capacity':
      return paragraph('No offer stands. Change what is asked for, or send it again.')
    case 'awaiting_sign_off': {
      const roles = signatures.filter(({ status }) => status === 'waiting').map(({ role }) => roleName(role as Role))
      return html`${paragraph(`Waiting for ${roles.length === 1 ? 'one signature' : `${roles.length} signatures`}: ${roles.join(', ').toLowerCase()}. The last one places the package.`)}
        ${may(actor, 'brokerage.choose') && html`${remindForm(pkg, csrf)}${paragraph(link('Withdraw the choice', `${at}/withdraw-choice`))}`}`
    }
    case 'blocked':
      return html`${paragraph(BLOCKED[pkg.blockedBecause ?? ''] ?? '')}${may(actor, 'brokerage.choose') && paragraph(link('Withdraw the choice', `${at}/withdraw-choice`))}`
    case 'arranged':
      return html`${paragraph('The person and the provider agreed. The person pays, and the council pays nothing.')}${paragraph(link('Advice, fee and end of the arrangement', `${at}/self-funder`))}`
    case 'placed':
      return html`${paragraph('Visits are planned from the pattern.')}${may(actor, 'brokerage.choose') && paragraph(link('Change this care', `${at}/change`))}`
    default:
      return paragraph(`${overWords(record)} ${pkg.endReason ?? ''}`)
  }
}

function overWords({ placement, today }: PackageRecord): string {
  const end = placement?.endDay
  if (!end) return 'Nothing: it is over.'
  const day = `${formatDay(end)} is the first day without this care.`
  return end > today ? `It runs to its end: ${day}` : `Nothing: it is over. ${day}`
}

const closeForm = (pkg: CarePackage, csrf: string): Html =>
  postForm({
    action: `/packages/${pkg.packageRef}/close-offers`,
    csrf,
    content: button({ text: 'Close offers now', classes: 'govuk-button--secondary', preventDoubleClick: true }),
  })
