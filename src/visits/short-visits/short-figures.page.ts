import { addDays, addMonths, dayOf, firstOfMonth, formatMonth, parseDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import { findFreshness } from '#src/visits/measures/measure.store.ts'
import { freshWords } from '#src/visits/measures/measure-words.page.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { sumByLength, sumByMonth, sumByProvider } from '#src/visits/short-visits/short-visit.store.ts'
import { LENGTH_CLASSES, type Lengths, share } from '#src/visits/short-visits/short-visit.ts'

const MONTHS = 6

const percent = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(1)}%`)

type Measured = Lengths & { readonly organisationRef: string }

/** NICE's two measures: the share of visits under 30 minutes, and of those the share agreed before (M-40). */
export async function showShortFigures({ shell, actor, query, url }: Asked): Promise<Reply> {
  const read = await shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const { minimumMinutes } = await getPolicy(tx, 'visit-length', today)
    const asked = typedText(query, 'month')
    const named = parseDay(`${asked}-01`) ?? today
    const month = firstOfMonth(named < today ? named : today)
    const next = addMonths(month, 1)
    const end = next > today ? addDays(today, 1) : next
    const providers = await sumByProvider(tx, month, end, minimumMinutes)
    return {
      ...{ month, today, minimumMinutes, providers },
      fresh: await findFreshness(tx, { from: month, to: end }),
      months: await sumByMonth(tx, addMonths(month, 1 - MONTHS), end, minimumMinutes, chosen(query, 'provider')[0]),
      classes: await sumByLength(
        tx,
        month,
        end,
        LENGTH_CLASSES.map(({ upTo }) => upTo),
      ),
      names: await namesOf(
        tx,
        providers.map(({ organisationRef }) => ({ organisationRef, personRef: '' })),
      ),
    }
  })
  const { month, minimumMinutes, providers, months, names } = read
  const name = formatMonth(month)
  return page({
    title: `Visits under ${minimumMinutes} minutes in ${name}`,
    section: 'visits',
    wide: true,
    breadcrumbs: [
      { text: 'Visits', href: '/visits' },
      { text: 'Short visits', href: '/visits/short' },
      { text: 'Figures' },
    ],
    actions: [
      {
        text: 'Month before',
        kind: 'secondary',
        href: withQuery(url, { month: addMonths(month, -1).slice(0, 7), page: undefined }),
      },
      ...(month < firstOfMonth(read.today)
        ? [
            {
              text: 'Month after',
              kind: 'secondary',
              href: withQuery(url, { month: addMonths(month, 1).slice(0, 7), page: undefined }),
            } as const,
          ]
        : []),
    ],
    content: html`${totals(providers, minimumMinutes, freshWords(read.fresh))}${months.length > 1 && monthFigure(months, minimumMinutes)}${section(
      `By provider in ${name}`,
      providerTable(providers, names, url, pageAsked(query)),
    )}${section(`How long visits were in ${name}`, classTable(read.classes))}`,
  })
}

function totals(providers: readonly Measured[], minimumMinutes: number, fresh: string): Html {
  const sum = (part: keyof Lengths): number => providers.reduce((total, one) => total + one[part], 0)
  const short = share(sum('short'), sum('visits'))
  return html`${keyFigures([
    {
      value: short === undefined ? 'None' : percent(Math.round((100 - short) * 10) / 10),
      label: `of visits ${minimumMinutes} minutes or longer`,
    },
    { value: percent(share(sum('agreed'), sum('short'))) || 'None', label: 'of the shorter ones agreed before' },
    { value: sum('visits').toLocaleString('en-GB'), label: 'visits planned' },
  ])}<p class="govuk-body">Planned visits up to today, cancelled ones left out. Agreed: the person's agreement to a visit of that length was written down for a day before the visit (NICE QS123). ${fresh}</p>`
}

function monthFigure(months: readonly (Lengths & { month: string })[], minimumMinutes: number): Html | undefined {
  const last = months.at(-1)
  if (!last) return undefined
  const finding = `In ${formatMonth(`${last.month}-01`)} ${percent(share(last.short, last.visits))} of visits were under ${minimumMinutes} minutes, and ${percent(share(last.agreed, last.short)) || 'none'} of those were agreed before.`
  return figure({
    title: `Visits under ${minimumMinutes} minutes by month`,
    finding,
    kind: 'line',
    labels: months.map(({ month }) => formatMonth(`${month}-01`)),
    series: [
      { name: 'Short', values: months.map((one) => share(one.short, one.visits)) },
      { name: 'Of them agreed', values: months.map((one) => share(one.agreed, one.short)) },
    ],
    format: (value) => `${value}%`,
    definition: `Short: share of planned visits, cancelled ones left out, planned for less than ${minimumMinutes} minutes. Agreed: share of those with an agreement on record from before the visit.`,
    labelHeading: 'Month',
    fromZero: true,
  })
}

const PAGE_SIZE = 25

function providerTable(providers: readonly Measured[], names: Names, url: string, page: number): Html {
  const at = (page - 1) * PAGE_SIZE
  const worstFirst = providers.toSorted((a, b) => (share(b.short, b.visits) ?? 0) - (share(a.short, a.visits) ?? 0))
  return queue<Measured>({
    noun: { one: 'provider', many: 'providers' },
    url,
    rows: worstFirst.slice(at, at + PAGE_SIZE),
    total: providers.length,
    pageSize: PAGE_SIZE,
    empty: 'No visits were planned in this month.',
    columns: [
      {
        heading: 'Provider',
        cell: (one) =>
          link(
            names.provider(one.organisationRef),
            `/visits/short?provider=${encodeURIComponent(one.organisationRef)}`,
          ),
      },
      { heading: 'Visits', format: 'number', cell: (one) => one.visits.toLocaleString('en-GB') },
      { heading: 'Short', format: 'number', cell: (one) => one.short.toLocaleString('en-GB') },
      { heading: 'Share', format: 'number', cell: (one) => percent(share(one.short, one.visits)) },
      { heading: 'Agreed', format: 'number', cell: (one) => one.agreed.toLocaleString('en-GB') },
      { heading: 'Share of short', format: 'number', cell: (one) => percent(share(one.agreed, one.short)) },
    ],
  })
}

function classTable(classes: readonly { upTo: number; visits: number }[]): Html {
  const countOf = new Map(classes.map(({ upTo, visits }) => [upTo, visits]))
  const all = classes.reduce((sum, { visits }) => sum + visits, 0)
  return dataTable<(typeof LENGTH_CLASSES)[number]>({
    caption: 'Visits by length',
    captionHidden: true,
    rows: LENGTH_CLASSES,
    columns: [
      { heading: 'Minutes', cell: (one) => one.words },
      { heading: 'Visits', format: 'number', cell: (one) => (countOf.get(one.upTo) ?? 0).toLocaleString('en-GB') },
      { heading: 'Share', format: 'number', cell: (one) => percent(share(countOf.get(one.upTo) ?? 0, all)) },
    ],
  })
}
