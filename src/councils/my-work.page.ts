import { dayOf, formatDay } from '#src/base/day.ts'
import { isAway, type Officer } from '#src/councils/officer.ts'
import { findOfficer } from '#src/councils/officer.store.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, workFor } from '#src/platform/panels.ts'
import { pagination } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { pageAsked, pageNumbers, withQuery } from '#src/platform/pages/queue.ts'
import { asideSection } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { byDeadline, workList } from '#src/platform/pages/work.ts'

const PAGE_SIZE = 25

/** Every sign-in lands here: what is due for the reader over all stages. */
export async function showMyWork({ actor, shell, query, url }: Visit, house: House): Promise<Reply> {
  const { items, officer, delegate } = await shell.read(actor, async (tx) => {
    const items = await workFor(tx, house, actor)
    const officer = actor.kind === 'officer' ? await findOfficer(tx, actor.id) : undefined
    const delegate = officer?.delegateRef === undefined ? undefined : await findOfficer(tx, officer.delegateRef)
    return { items, officer, delegate }
  })
  const overdue = items.filter((item) => item.overdue).length
  const at = pageAsked(query)
  const away = officer && awayNotice(officer, delegate?.name ?? 'Nobody', dayOf(shell.now()))
  return page({
    title: 'My work',
    section: 'my-work',
    breadcrumbs: [{ text: 'My work' }],
    facts: [
      { label: 'Waiting for you', value: items.length },
      { label: 'Overdue', value: overdue },
    ],
    ...(away ? { notice: away } : {}),
    content: html`${workList(byDeadline(items).slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE))}${pager(url, at, Math.ceil(items.length / PAGE_SIZE))}`,
    aside: html`${asideSection(
      'When you are away',
      html`<p class="govuk-body">${
        officer
          ? html`${link('Say which days you are away', `/officers/${officer.officerRef}/away`)} and who signs for you.`
          : 'An officer says on this page who signs on days away.'
      }</p>`,
    )}${
      may(actor, 'councils.see') &&
      asideSection(
        'The council',
        html`<ul class="govuk-list"><li>${link('Officers', '/officers')}</li><li>${link('Policies', '/policies')}</li><li>${link('Council settings', '/settings')}</li></ul>`,
      )
    }`,
  })
}

const awayNotice = (officer: Officer, delegateName: string, today: string) =>
  isAway(officer, today) &&
  officer.awayTo !== undefined && {
    heading: `You are away until ${formatDay(officer.awayTo)}`,
    content: html`${delegateName} signs for you. ${link('Change this', `/officers/${officer.officerRef}/away`)}`,
  }

function pager(url: string, at: number, pages: number): Html | undefined {
  if (pages <= 1) return undefined
  const to = (number: number): string => withQuery(url, { page: number === 1 ? undefined : number })
  return pagination({
    landmarkLabel: 'Pages of your work',
    previous: at > 1 ? { href: to(at - 1) } : undefined,
    next: at < pages ? { href: to(at + 1) } : undefined,
    items: pageNumbers(at, pages).map((each) =>
      each === 'gap' ? { ellipsis: true } : { number: String(each), href: to(each), current: each === at },
    ),
  })
}
