import { proposeBankDetails } from '#src/payments/bank-details/bank-details-commands.ts'
import { listDetails } from '#src/payments/bank-details/bank-details.store.ts'
import {
  accountFields,
  detailsColumns,
  proposeErrors,
  typedAccount,
} from '#src/payments/bank-details/bank-details.page.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'

type Typed = ReturnType<typeof typedAccount>

export const showOwnDetails = (visit: Visit): Promise<Reply> => ownDetailsPage(visit, typedAccount({}), [])

/** A provider sees its own accounts masked: whoever reads its page need not learn them. */
async function ownDetailsPage(
  { actor, shell, csrf }: Visit,
  typed: Typed,
  errors: readonly FieldError[],
): Promise<Reply> {
  const organisationRef = actor.organisation ?? ''
  return shell.view(actor, `bank-details:${organisationRef}`, async (tx) => {
    const all = await listDetails(tx, { organisationRef, states: [] }, { offset: 0, limit: 50, withKeys: false })
    const waits = all.some((one) => one.state === 'proposed')
    return page(
      {
        title: 'Bank details',
        section: 'statements',
        errors,
        breadcrumbs: [{ text: 'Statements', href: '/portal/statements' }, { text: 'Bank details' }],
        content: html`${section(
          'Your accounts, newest first',
          dataTable({
            caption: 'Your accounts',
            captionHidden: true,
            rows: all,
            columns: detailsColumns(false, tx.now),
            empty: 'The council has no bank details of yours, and cannot pay you.',
          }),
        )}${section(
          'Propose new details',
          waits
            ? 'Your proposal waits: two officers of the council confirm it, and may telephone you.'
            : html`<p class="govuk-body">Two officers of the council confirm them, and may telephone you. Then some days pass before they are paid into; until then your present account is paid.</p>${postForm(
                {
                  action: '/portal/bank-details',
                  csrf,
                  content: html`${accountFields(typed, errors)}${submit('Propose', { href: '/portal/statements' })}`,
                },
              )}`,
        )}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

export async function postOwnDetails(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const typed = typedAccount(form)
  const proposed = await proposeBankDetails(shell, actor, { ...typed, organisationRef: actor.organisation ?? '' })
  if (proposed.ok)
    return seeOther('/portal/bank-details', 'Sent. Two officers of the council confirm your new details.')
  return ownDetailsPage(visit, typed, proposeErrors(proposed.error))
}
