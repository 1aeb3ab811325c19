import { dayOf, formatDay } from '#src/base/day.ts'
import { isAway, type Officer } from '#src/councils/officer.ts'
import { findOfficer } from '#src/councils/officer.store.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import type { House, WorkItem } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import { asideSection } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { workList } from '#src/platform/pages/work.ts'

/** Every sign-in lands here: what is due for the reader over all stages. */
export async function showMyWork({ actor, shell }: Visit, house: House): Promise<Reply> {
  const { items, officer } = await shell.read(actor, async (tx) => {
    const lists: WorkItem[] = []
    for (const source of house.work) if (may(actor, source.grant)) lists.push(...(await source.list(tx, actor)))
    return { items: lists, officer: actor.kind === 'officer' ? await findOfficer(tx, actor.id) : undefined }
  })
  const overdue = items.filter((item) => item.overdue).length
  const away = officer && awayNotice(officer, dayOf(shell.now()))
  return page({
    title: 'My work',
    section: 'my-work',
    breadcrumbs: [{ text: 'My work' }],
    facts: [
      { label: 'Waiting for you', value: items.length },
      { label: 'Overdue', value: overdue },
    ],
    ...(away ? { notice: away } : {}),
    content: workList(items),
    aside: asideSection(
      'When you are away',
      html`<p class="govuk-body">${
        officer
          ? html`${link('Say which days you are away', `/officers/${officer.officerRef}/away`)} and who signs for you.`
          : 'An officer says on this page who signs on days away.'
      }</p>`,
    ),
  })
}

const awayNotice = (officer: Officer, today: string) =>
  isAway(officer, today) &&
  officer.awayTo !== undefined && {
    heading: `You are away until ${formatDay(officer.awayTo)}`,
    content: html`${officer.delegateRef ?? 'Nobody'} signs for you. ${link('Change this', `/officers/${officer.officerRef}/away`)}`,
  }
