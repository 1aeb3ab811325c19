/** Ending an officer's access, with what waits for them shown before the button. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { actorOfOfficer } from '#src/councils/officer.ts'
import { endAccess } from '#src/councils/officer-commands.ts'
import { findOfficer, listOfficers } from '#src/councils/officer.store.ts'
import { head, refOf } from '#src/councils/officers.page.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, workFor, type WorkItem } from '#src/platform/panels.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section, summary } from '#src/platform/pages/record.ts'

export async function showEndAccess({ actor, shell, csrf, ...visit }: Visit, house: House): Promise<Reply> {
  const found = await shell.read(actor, async (tx) => {
    const officer = await findOfficer(tx, refOf(visit))
    if (!officer || officer.leftDay !== undefined) return undefined
    const today = dayOf(tx.now)
    const theirs = actorOfOfficer(actor.council, officer, today)
    const items = theirs ? await workFor(tx, house, theirs) : []
    const standsInFor = (await listOfficers(tx)).filter(
      ({ delegateRef, awayTo }) => delegateRef === officer.officerRef && awayTo !== undefined && awayTo >= today,
    )
    return { officer, items, standsInFor }
  })
  if (!found) return notFound()
  const { officer, items, standsInFor } = found
  return page({
    ...head(officer, 'End access'),
    content: html`${section(
      'What waits for this officer',
      summary([
        ...countsByAction(items),
        ...standsInFor.map(({ name, awayTo }) => ({
          key: 'Signs for',
          value: `${name}, who is away until ${awayTo === undefined ? '' : formatDay(awayTo)}`,
        })),
        items.length + standsInFor.length === 0 && { key: 'Work', value: 'Nothing waits' },
      ]),
    )}${items.length > 0 && html`<p class="govuk-body">Others who hold the same role see its work too. What only ${officer.name} can do is best handed over first.</p>`}${
      standsInFor.length > 0 &&
      html`<p class="govuk-body">Ask whoever is away to name somebody else to sign for them.</p>`
    }${postForm({
      action: `/officers/${officer.officerRef}/end-access`,
      csrf,
      content: html`<p class="govuk-body">From now on ${officer.name} cannot sign in. What the officer did stays in the history.</p>
${submit('End the access', { href: `/officers/${officer.officerRef}` })}`,
    })}`,
  })
}

/** How many things wait, by what is to be done: whoever looks after officers need not know whom they are about. */
function countsByAction(items: readonly WorkItem[]): { key: string; value: Html }[] {
  const byAction = Map.groupBy(items, ({ action }) => action)
  return [...byAction].map(([key, all]) => {
    const overdue = all.filter((one) => one.overdue).length
    return { key, value: html`${all.length}${overdue > 0 && `, ${overdue} overdue`}` }
  })
}

export async function postEndAccess(visit: Visit): Promise<Reply> {
  const officerRef = refOf(visit)
  const ended = await endAccess(visit.shell, visit.actor, { officerRef })
  if (ended.ok) return seeOther(`/officers/${officerRef}`, 'The officer can no longer sign in.')
  return ended.error === 'own access' ? forbidden('You cannot end your own access. Ask somebody else.') : notFound()
}
