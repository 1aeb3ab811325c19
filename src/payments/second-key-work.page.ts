/** What waits for a second officer, on my work: uplifts, payment files and pay runs that another has made; and drafts to check. */
import { dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { periodWords } from '#src/payments/statements/line-table.page.ts'
import { listWaiting, type Waiting } from '#src/payments/second-key.store.ts'
import { risePercent } from '#src/payments/uplift/uplift.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import type { WorkItem, WorkSource } from '#src/platform/panels.ts'

const GRANTS: Readonly<Record<Waiting['kind'], string>> = {
  uplift: 'payments.approve',
  'payment-file': 'payments.release',
  'draft-run': 'payments.run',
  'pay-run': 'payments.approve',
  'rate-card': 'payments.approve',
  debt: 'payments.release',
}

function itemOf({ kind, ref, madeAt, day, to, figure, words }: Waiting, now: Instant): WorkItem {
  const within = (hours: number) => instantAt(dayOf(madeAt.add({ hours })), '17:00')
  const record = kind === 'draft-run' ? 'pay-run' : kind === 'rate-card' ? 'card-proposal' : kind
  const item = (title: string, href: string, due: Instant, action: string): WorkItem => ({
    ...{ title, record: `${record}:${ref}`, href, due, action },
    overdue: Temporal.Instant.compare(due, now) < 0,
  })
  const runItem = (action: string) =>
    item(
      `Pay run ${ref}, ${periodWords({ from: day ?? dayOf(madeAt), to: to ?? dayOf(madeAt) })}`,
      `/pay-runs/${ref}`,
      within(48),
      action,
    )
  switch (kind) {
    case 'uplift':
      return item(
        `Uplift ${ref}: ${risePercent(figure ?? 0)} on ${words ?? ''}`,
        `/uplifts/${ref}`,
        within(120),
        'Check and approve',
      )
    case 'payment-file':
      // The bank takes it until the end of the working day before it is processed.
      return item(
        `Payment file ${ref}, ${formatPence(figure ?? 0)}`,
        `/payment-files/${ref}`,
        instantAt(day ?? dayOf(madeAt), '00:00'),
        'Check and release',
      )
    case 'rate-card':
      return item(
        `New prices of rate card ${words ?? ''}`,
        `/rate-card-proposals/${ref}`,
        within(120),
        'Check and approve',
      )
    case 'debt':
      return item(
        `${formatPence(figure ?? 0)} that provider ${words ?? ''} owes`,
        `/provider-debts/${ref}`,
        within(120),
        'Check and confirm',
      )
    case 'draft-run':
      return runItem('Check the draft')
    case 'pay-run':
      return runItem('See and approve')
  }
}

export const secondKeyWork: WorkSource = {
  grant: 'payments.see',
  async list(tx, actor) {
    if (!Object.values(GRANTS).some((grant) => may(actor, grant))) return []
    const officer = personBehind(actor)
    const isOthers = ({ kind, madeBy, checkedBy, byAnother }: Waiting): boolean =>
      kind === 'draft-run' ? !byAnother || madeBy !== officer : madeBy !== officer && checkedBy !== officer
    return (await listWaiting(tx))
      .filter((waiting) => may(actor, GRANTS[waiting.kind]) && isOthers(waiting))
      .map((waiting) => itemOf(waiting, tx.now))
  },
}
