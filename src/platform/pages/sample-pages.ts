import { formatDay } from '#src/base/day.ts'
import { figure } from '#src/platform/pages/figure.ts'
import {
  checkboxesField,
  dayField,
  fileField,
  moneyField,
  numberField,
  passwordField,
  postForm,
  radiosField,
  selectField,
  submit,
  textareaField,
  textField,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { Chrome, FieldError, Page, PageKind, TagColour } from '#src/platform/pages/page.ts'
import { queue } from '#src/platform/pages/queue.ts'
import {
  columns,
  inset,
  keyFigures,
  progress,
  section,
  summary,
  timelinePanel,
  whatHappensNext,
} from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, shortDay, small, statementTable } from '#src/platform/pages/table.ts'

/** Pages with every shape in them, for the tests and the benchmark. Everyone in them is made up. */
export const SAMPLE_CHROME: Chrome = {
  council: 'Wenbury Council',
  userName: 'Bea Broker',
  signOutPath: '/sign-out',
  navigation: ['My work', 'Packages', 'People', 'Providers', 'Contracts', 'Visits', 'Payments', 'Reports'].map(
    (text) => ({
      section: text.toLowerCase(),
      text,
      href: `/${text.toLowerCase().replace(' ', '-')}`,
    }),
  ),
  search: { action: '/search' },
  csrf: 'sample-token',
  trial: true,
}

type SamplePackage = {
  ref: string
  person: string
  zone: string
  hours: number
  offers: number
  due: string
  state: number
  officer: string
}

const STATES: { text: string; value: string; colour: TagColour }[] = [
  { text: 'Draft', value: 'draft', colour: 'grey' },
  { text: 'Offers in', value: 'offers-in', colour: 'blue' },
  { text: 'No capacity', value: 'no-capacity', colour: 'red' },
  { text: 'Awaiting sign-off', value: 'awaiting', colour: 'yellow' },
  { text: 'Placed', value: 'placed', colour: 'green' },
]
const ZONES = ['Wenbury town', 'Market towns', 'Rural'].map((text) => ({ value: text, text }))

const samplePackages = (count: number): SamplePackage[] =>
  Array.from({ length: count }, (_, index) => ({
    ref: `PK-${1042 - index}`,
    person: ['Margaret Hughes', 'Owen Price', 'Ivy Preece', 'Dilwyn Lloyd', 'Joan Watkins'][index % 5] ?? '',
    zone: ZONES[index % 3]?.text ?? '',
    hours: 7 + (index % 7) * 3.5,
    offers: index % 5,
    due: `2026-11-${21 + (index % 8)}`,
    state: (index + 1) % 5,
    officer: index % 3 === 0 ? 'No one' : 'Bea Broker',
  }))

/** The queue of packages, `count` rows of it. */
export const sampleQueue = (count = 15): Page => ({
  title: 'Packages',
  section: 'packages',
  wide: true,
  breadcrumbs: [{ text: 'Packages' }],
  actions: [
    { text: 'Start a package', href: '/packages/start' },
    { text: 'Download (CSV)', kind: 'secondary', href: '/packages.csv' },
  ],
  content: queue<SamplePackage>({
    noun: { one: 'package', many: 'packages' },
    url: '/packages?state=offers-in&state=no-capacity&zone=Rural&sort=-due',
    sort: { key: 'due', descending: true },
    rows: samplePackages(count),
    total: count + 22,
    pageSize: count,
    csvHref: '/packages.csv?state=offers-in',
    filters: [
      { kind: 'words', name: 'words', label: 'Reference or name' },
      { kind: 'choices', name: 'state', label: 'Status', choices: STATES },
      { kind: 'one', name: 'zone', label: 'Zone', choices: ZONES },
      { kind: 'day', name: 'from', label: 'Due from' },
    ],
    columns: [
      {
        heading: 'Reference',
        sort: 'ref',
        cell: (row) => html`${link(row.ref, `/packages/${row.ref}`)}${small(row.person)}`,
      },
      { heading: 'Zone', sort: 'zone', cell: (row) => row.zone },
      { heading: 'Hours', sort: 'hours', format: 'number', cell: (row) => row.hours.toFixed(1) },
      { heading: 'Offers', format: 'number', cell: (row) => row.offers },
      {
        heading: 'Due',
        sort: 'due',
        cell: (row) => (row.due < '2026-11-23' ? bad(html`${shortDay(row.due)}${small('late')}`) : shortDay(row.due)),
      },
      { heading: 'Status', cell: (row) => statusTag(STATES[row.state] ?? { text: 'Draft' }) },
      { heading: 'With', cell: (row) => row.officer },
    ],
    bulk: {
      action: '/packages/assign',
      csrf: 'sample-token',
      keyOf: (row) => row.ref,
      labelOf: (row) => `${row.ref}, ${row.person}`,
      actions: [
        { text: 'Assign to me', value: 'mine' },
        { text: 'Send reminder', value: 'remind' },
      ],
    },
  }),
})

type SampleOffer = {
  provider: string
  rating: string
  colour: TagColour
  score: number
  hours: Part
  rate: number
  week: number
  start: string
  note: string
}
type Part = string | ReturnType<typeof bad>

const OFFERS: SampleOffer[] = [
  {
    provider: 'Wye Valley Carers CIC',
    rating: 'Good',
    colour: 'teal',
    score: 84,
    hours: '17.5',
    rate: 2340,
    week: 40950,
    start: '2026-11-24',
    note: 'All calls at the times asked for',
  },
  {
    provider: 'Kindly Care',
    rating: 'Good',
    colour: 'teal',
    score: 79,
    hours: '17.5',
    rate: 2370,
    week: 41475,
    start: '2026-11-26',
    note: 'Tea call 30 minutes later',
  },
  {
    provider: 'Meadow View Homecare',
    rating: 'Outstanding',
    colour: 'green',
    score: 91,
    hours: '17.5',
    rate: 2485,
    week: 43488,
    start: '2026-11-24',
    note: 'All calls at the times asked for',
  },
  {
    provider: 'Ledbury Support',
    rating: 'Requires improvement',
    colour: 'yellow',
    score: 61,
    hours: bad('14 of 17.5'),
    rate: 2295,
    week: 32130,
    start: '2026-12-01',
    note: 'Cannot do Sunday tea call',
  },
]

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)

const history = timelinePanel({
  entries: [
    { title: 'Signed: within ceiling', by: 'Mo Manager', at: at('2026-11-21T09:20:00Z'), text: 'Step 3 of 5' },
    {
      title: 'Offer chosen',
      by: 'Bea Broker',
      at: at('2026-11-20T16:12:00Z'),
      text: 'Wye Valley Carers CIC at £23.40: lowest that gives every hour',
    },
    {
      title: 'Offers closed',
      by: 'Almoner',
      at: at('2026-11-20T15:00:00Z'),
      text: '4 offers, 3 declined, 5 did not answer',
    },
  ],
  allHref: '/packages/PK-1042/history',
})

const offersAndNeeds = html`${section(
  'Offers, lowest cost first',
  dataTable({
    caption: 'Offers',
    captionHidden: true,
    rows: OFFERS,
    columns: [
      {
        heading: 'Provider',
        cell: (offer) =>
          html`${link(offer.provider, '/providers/1-101')}<br>${statusTag({ text: offer.rating, colour: offer.colour })}`,
      },
      { heading: 'Quality score', format: 'number', cell: (offer) => offer.score },
      { heading: 'Hours', format: 'number', cell: (offer) => offer.hours },
      {
        heading: 'Rate',
        format: 'number',
        cell: (offer) => (offer.rate > 2370 ? bad(html`${money(offer.rate)}${small('over')}`) : money(offer.rate)),
      },
      { heading: 'A week', format: 'number', cell: (offer) => money(offer.week) },
      { heading: 'Start', cell: (offer) => html`${shortDay(offer.start)}${small(offer.note)}` },
      {
        heading: 'Action',
        cell: (offer) =>
          html`<a class="govuk-link" href="/packages/PK-1042/choose">Choose<span class="govuk-visually-hidden"> ${offer.provider}</span></a>`,
      },
    ],
  }),
)}${section(
  'What care is needed',
  summary([
    { key: 'Person', value: 'Margaret Hughes, 84, lives alone', change: { href: '/people/P-1' } },
    {
      key: 'Visits',
      value: '3 a day, every day: morning 45 minutes, lunch 30 minutes, tea 30 minutes',
      change: { href: '/packages/PK-1042/pattern' },
    },
    {
      key: 'Start',
      value: 'By 24 November 2026 (leaving hospital)',
      change: { href: '/packages/PK-1042/start', hidden: 'start day' },
    },
    { key: 'Paid by', value: html`Council, with a client contribution of ${money(4210)} a week` },
  ]),
)}`

/** A package's own page. */
export const sampleRecord = (): Page => ({
  title: 'Home care for Margaret Hughes',
  caption: 'Package PK-1042',
  section: 'packages',
  breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'PK-1042' }],
  tags: [
    { text: 'Awaiting sign-off', colour: 'yellow' },
    { text: 'Hospital discharge', colour: 'purple' },
  ],
  actions: [
    { text: 'Choose an offer', href: '/packages/PK-1042/choose' },
    { text: 'Withdraw', kind: 'secondary', post: '/packages/PK-1042/withdraw', fields: { reason: 'no longer needed' } },
  ],
  facts: [
    { label: 'Due', value: '23 November 2026 (2 days)' },
    { label: 'Care', value: '17.5 hours a week, 21 visits' },
    { label: 'Zone', value: 'Market towns' },
    { label: 'Ceiling', value: html`${money(2370)} an hour, ${money(41475)} a week` },
  ],
  tabs: [
    { text: 'Overview', href: '/packages/PK-1042', current: true },
    { text: 'Offers', href: '/packages/PK-1042/offers', count: 4 },
    { text: 'Sign-off', href: '/packages/PK-1042/sign-off', count: '3 of 5' },
    { text: 'Care and visits', href: '/packages/PK-1042/visits' },
    { text: 'Documents', href: '/packages/PK-1042/documents', count: 2 },
    { text: 'History', href: '/packages/PK-1042/history' },
  ],
  notice: {
    heading: 'One offer is above the ceiling',
    content:
      'Meadow View Homecare offered £24.85, £1.15 an hour above the ceiling. Choosing it needs the head of service to agree.',
  },
  content: offersAndNeeds,
  aside: html`${whatHappensNext(html`<p class="govuk-body">Finance needs to confirm the budget. You can ${link('remind finance', '/packages/PK-1042/remind')} or ${link('withdraw the choice', '/packages/PK-1042/choice')}.</p>`)}${history}`,
})

const WEEKS = Array.from(
  { length: 26 },
  (_, week) => `${1 + ((week * 7) % 28)} ${['Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'][Math.floor(week / 4.4)]}`,
)

/** A provider's page: large figures, a chart, a table. */
export const sampleFigures = (): Page => ({
  title: 'Wye Valley Carers CIC',
  caption: 'Home care provider, Lot 2 (Market towns)',
  section: 'providers',
  wide: true,
  breadcrumbs: [{ text: 'Providers', href: '/providers' }, { text: 'Wye Valley Carers CIC' }],
  tags: [
    { text: 'On framework', colour: 'green' },
    { text: 'CQC: Good', colour: 'teal' },
    { text: '1 open concern', colour: 'orange' },
  ],
  actions: [{ text: 'Record a concern', href: '/providers/1-101/concern' }],
  content: html`${keyFigures([
    { value: 46, label: 'people supported', hint: '3 more than last month' },
    { value: 812, label: 'hours a week', hint: '94% of commissioned' },
    { value: '97.5%', label: 'visits on time', hint: 'Target 95%' },
    { value: money(1899000), label: 'paid last week', hint: '£212 in query' },
    { value: 35, label: 'hours free', hint: 'Updated 19 November' },
  ])}${columns(
    html`${figure({
      title: 'Hours commissioned and delivered',
      finding: 'Delivered hours fell in the week of 24 August, when two carers were ill.',
      kind: 'line',
      labels: WEEKS,
      labelHeading: 'Week of',
      series: [
        {
          name: 'Commissioned',
          values: WEEKS.map((_, week) => 9200 + week * 38 + Math.round(Math.sin(week / 2) * 110)),
        },
        {
          name: 'Delivered',
          values: WEEKS.map((_, week) =>
            week === 16 ? undefined : 8800 + week * 36 + Math.round(Math.sin(week * 1.7) * 260),
          ),
        },
      ],
      definition: 'Hours on signed packages and hours logged by call monitoring, each week to Sunday 15 November 2026.',
    })}${figure({
      title: 'Hours free by zone',
      finding: 'Most of the free hours are in the market towns.',
      kind: 'bar',
      labels: ['Wenbury town', 'Market towns', 'Rural'],
      labelHeading: 'Zone',
      series: [
        { name: 'This week', values: [14, 21, 3] },
        { name: 'Last week', values: [9, 24, 0] },
      ],
      definition: 'Hours that the provider reported free on 19 November 2026.',
    })}`,
    html`${summary(
      [
        { key: 'CQC rating', value: 'Good (inspected 3 March 2026)' },
        { key: 'Notice', value: '4 weeks' },
      ],
      { narrow: true },
    )}${history}`,
  )}`,
})

/** A form with every kind of field, as it was sent with mistakes in it when there are errors. */
export const sampleForm = (errors: readonly FieldError[] = []): Page => ({
  title: 'Start a package',
  section: 'packages',
  breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Start' }],
  errors,
  content: postForm({
    action: '/packages/start',
    csrf: 'sample-token',
    enctype: 'multipart/form-data',
    content: html`${textField({ name: 'person', label: 'Person', hint: 'A reference, such as P-1001', value: 'P-"1001"', width: 10, errors })}
${dayField({ name: 'startBy', label: 'Start by', hint: 'For example, 27 3 2026', value: { day: '31', month: '2', year: '2026' }, errors })}
${moneyField({ name: 'ceiling', label: 'Ceiling an hour', value: 2370, errors })}
${numberField({ name: 'workers', label: 'Workers at each visit', value: 1, width: 2, errors })}
${selectField({ name: 'zone', label: 'Zone', choices: ZONES, value: 'Rural', empty: 'Choose a zone', errors })}
${radiosField({
  name: 'reason',
  label: 'Why now',
  value: 'hospital',
  errors,
  choices: [
    {
      value: 'hospital',
      text: 'Leaving hospital',
      hint: 'The ward gives the day',
      conditional: textareaField({ name: 'ward', label: 'Ward', value: 'Two\nlines <b>', rows: 2, errors }),
    },
    { value: 'change', text: 'Needs have changed' },
  ],
})}
${checkboxesField({
  name: 'skills',
  label: 'Skills needed',
  values: ['hoist'],
  errors,
  choices: [
    { value: 'hoist', text: 'Hoist' },
    { value: 'peg', text: 'PEG feeding' },
  ],
})}
${fileField({ name: 'plan', label: 'Support plan', accept: '.pdf', errors })}
${passwordField({ name: 'word', label: 'Password', autocomplete: 'current-password', errors })}
${submit('Send to providers', { href: '/packages' })}`,
  }),
})

/** A statement, on screen and paper. */
export const sampleStatement = (): Page => ({
  title: 'Statement for Wye Valley Carers CIC',
  caption: 'Pay run PR-12, 1 to 28 November 2026',
  content: html`${inset('Each line is one visit, paid as your contract CT-101 says.')}${statementTable({
    caption: 'Visits paid',
    rows: samplePackages(40),
    columns: [
      { heading: 'Day', cell: (row) => formatDay(row.due) },
      {
        heading: 'Visit',
        cell: (row) =>
          html`${row.ref}${small('Planned 30 minutes, logged 28: paid 30, within the 5 minutes allowed.')}`,
      },
      { heading: 'Minutes', format: 'number', cell: () => 30, total: 1200 },
      { heading: 'Amount', format: 'number', cell: () => money(1185), total: money(47400) },
    ],
  })}`,
})

export const SAMPLES: Record<string, { kind: PageKind; page: Page; chrome?: Partial<Chrome> }> = {
  queue: {
    kind: 'staff',
    page: sampleQueue(),
    chrome: { flash: { words: 'Two packages are now yours.', isDone: true } },
  },
  record: { kind: 'staff', page: sampleRecord() },
  figures: { kind: 'staff', page: sampleFigures() },
  form: { kind: 'portal', page: sampleForm() },
  'form-with-errors': {
    kind: 'staff',
    page: sampleForm([
      { field: 'startBy', message: 'There is no 31 February. Enter a real day' },
      { field: 'zone', message: 'Choose the zone where the person lives' },
      { field: 'reason', message: 'Choose why care is needed now' },
      { field: 'ward', message: 'Enter the ward' },
    ]),
  },
  progress: {
    kind: 'open',
    page: {
      title: 'Reading the call log',
      content: progress({
        words: '4,000 of 10,000 rows read',
        eventsHref: '/imports/1/events',
        pageHref: '/imports/1',
      }),
    },
  },
  statement: { kind: 'print', page: sampleStatement() },
}
