/** The directory of care for everybody, above all for those who pay for it themselves. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { askWords, getPolicy } from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { RATINGS } from '#src/providers/cqc-values.ts'
import { type DirectoryEntry, priceWords, roomOf, roomWords } from '#src/providers/directory/directory.ts'
import { type DirectorySearch, findEntry, listDirectory } from '#src/providers/directory/directory.store.ts'

const PAGE_SIZE = 25
const KINDS = ['home care', 'care home'] as const
const ROOMS = ['has room', 'is full', 'not known'] as const

const searchOf = ({ query }: OpenVisit): DirectorySearch => ({
  words: chosen(query, 'words')[0],
  kinds: KINDS.filter((kind) => chosen(query, 'kind').includes(kind)),
  ratings: RATINGS.filter((rating) => chosen(query, 'rating').includes(rating)),
  rooms: ROOMS.filter((room) => chosen(query, 'room').includes(room)),
  selfFunders: chosen(query, 'pays').includes('self'),
})

export async function showDirectory(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, query, url } = visit
  const asked = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const { entries, total } = await shell.read(visitor.actor, (tx) => listDirectory(tx, searchOf(visit), asked))
  return page({
    title: 'Find care',
    caption: visitor.councilName,
    wide: true,
    breadcrumbs: [{ text: visitor.councilName }, { text: 'Find care' }],
    content: html`<p class="govuk-body">Home care and care homes that are registered with the Care Quality Commission. ${link('What to know before you pay for care yourself', `${visitor.path}/paying-for-care`)}.</p>${queue<DirectoryEntry>(
      {
        noun: { one: 'service', many: 'services' },
        ...{ url, rows: entries, total, pageSize: PAGE_SIZE },
        filters: [
          { kind: 'words', name: 'words', label: 'Name, postcode or words' },
          { kind: 'choices', name: 'kind', label: 'Kind', choices: KINDS.map(asChoice) },
          { kind: 'choices', name: 'rating', label: 'Rating', choices: RATINGS.map(asChoice) },
          { kind: 'choices', name: 'room', label: 'Room', choices: ROOMS.map(asChoice) },
          {
            ...{ kind: 'choices', name: 'pays', label: 'Who pays' },
            choices: [{ value: 'self', text: 'Takes people who pay for themselves' }],
          },
        ],
        columns: [
          {
            heading: 'Service',
            cell: (one) =>
              html`${link(one.name, `${visitor.path}/services/${one.locationRef}`)}${one.organisationName !== one.name && small(one.organisationName)}${small(one.postcode ?? '')}`,
          },
          { heading: 'Kind', cell: ({ careHome }) => (careHome ? 'Care home' : 'Home care') },
          { heading: 'Rating', cell: ({ rating }) => rating ?? 'Not yet rated' },
          { heading: 'Room', cell: roomCell },
          { heading: 'Price if you pay', cell: ({ price }) => (price ? priceWords(price) : 'Ask the service') },
        ],
        empty: 'No service fits. Take away a filter, or ask the council.',
      },
    )}${section('For machines', html`<p class="govuk-body">${link('The same as open data (Open Referral UK 3.0, JSON)', `${visitor.path}/open-referral/services`)}.</p>`)}`,
  })
}

const asChoice = (value: string) => ({ value, text: `${value.charAt(0).toUpperCase()}${value.slice(1)}` })

const roomCell = (one: DirectoryEntry): Html => {
  const words = { 'has room': 'Has room', 'is full': 'Full', 'not known': 'Not known' }[roomOf(one)]
  return html`${words}${one.roomToldOn !== null && roomOf(one) !== 'not known' && small(formatDay(one.roomToldOn))}`
}

export async function showService(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  const entry = visitor && (await visit.shell.read(visitor.actor, (tx) => findEntry(tx, visit.params['ref'] ?? '')))
  if (!visitor || !entry) return notFound()
  return page({
    title: entry.name,
    caption: entry.careHome ? 'Care home' : 'Home care',
    breadcrumbs: [{ text: 'Find care', href: `${visitor.path}/services` }, { text: entry.name }],
    content: html`${entry.description !== '' && html`<p class="govuk-body">${entry.description}</p>`}${summary([
      entry.organisationName !== entry.name && { key: 'Run by', value: entry.organisationName },
      {
        key: 'Address',
        value: [entry.address, entry.postcode].filter((part) => part !== null).join(', ') || 'Not known',
      },
      { key: 'Phone', value: entry.phone ?? 'Not known' },
      entry.email !== null && { key: 'Email', value: link(entry.email, `mailto:${entry.email}`) },
      entry.website !== null && { key: 'Website', value: entry.website },
      { key: 'Rating', value: ratingWords(entry) },
      { key: 'Kinds of care', value: entry.services.join(', ') || 'Not known' },
      { key: 'Room', value: roomWords(entry) },
      { key: 'If you pay for yourself', value: selfFunderWords(entry) },
    ])}${inset('The council does not recommend one service over another. Ask for a written quotation, and visit if you can.')}`,
  })
}

const ratingWords = ({ rating, ratedOn }: DirectoryEntry): string => {
  if (rating === null) return 'Not yet rated by the Care Quality Commission'
  return `${rating}, by the Care Quality Commission${ratedOn === null ? '' : ` on ${formatDay(ratedOn)}`}`
}

function selfFunderWords({ takesSelfFunders, price, priceNote }: DirectoryEntry): string {
  const takes = {
    true: 'They take people who pay for themselves.',
    false: 'They take only people for whom a council pays.',
    null: 'Ask the service.',
  } as const
  const words = [
    takes[`${takesSelfFunders}`],
    price && `${priceWords(price)}.`,
    priceNote !== '' && `${priceNote.replace(/\.$/, '')}.`,
  ]
  return words.filter((part) => part).join(' ')
}

/** Information and advice at the time when it helps (Care Act 2014, section 4): before somebody pays. */
export async function showAdvice(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { actor, councilName, path } = visitor
  // A visitor reads no policy: what the council says to everybody is read for them.
  const { contact } = await visit.shell.read(systemActor(actor.council), (tx) =>
    getPolicy(tx, 'charges', dayOf(tx.now)),
  )
  return page({
    title: 'What to know before you pay for care yourself',
    caption: councilName,
    breadcrumbs: [{ text: 'Find care', href: `${path}/services` }, { text: 'Paying for care' }],
    content: html`
<h2 class="govuk-heading-m">First, ask for an assessment</h2>
<p class="govuk-body">The council assesses what anybody needs, whatever money they have, and it costs nothing. Whoever looks after you may have an assessment of their own.</p>
<h2 class="govuk-heading-m">Then, find out what you would pay</h2>
<p class="govuk-body">What you pay depends on your income and savings. If you would pay all of it, you may still ask the council to arrange care at home for you; it may charge for arranging, and tells you how much before it begins.</p>
<h2 class="govuk-heading-m">Get advice about money that is not the council’s</h2>
<p class="govuk-body">Care can cost more than savings last. An independent financial adviser who knows about care can show what is left after some years, and when to come back to the council: do so before your savings run out, not after.</p>
<h2 class="govuk-heading-m">Choose with care</h2>
<ul class="govuk-list govuk-list--bullet">
  <li>Look for a service that is registered and how it is rated: every service in ${link('the directory', `${path}/services`)} is registered.</li>
  <li>Ask for the price in writing: for an hour or a week, for nights, weekends and bank holidays, and when it may rise.</li>
  <li>Ask how much notice each side gives, and what you pay while you are in hospital.</li>
</ul>
<h2 class="govuk-heading-m">If something goes wrong</h2>
<p class="govuk-body">You are protected like everybody else: tell the council if you or somebody is not safe. If your provider closes down, the council makes sure that your care goes on, also when you pay for it.</p>
<h2 class="govuk-heading-m">Whom to ask</h2>
<p class="govuk-body">${askWords(councilName, contact)}</p>`,
  })
}
