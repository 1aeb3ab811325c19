import { findPackage } from '#src/brokerage/care-package.store.ts'
import { html } from '#src/platform/pages/html.ts'
import { link } from '#src/platform/pages/table.ts'
import type { Panel } from '#src/platform/panels.ts'

export const selfFunderPanel: Panel = {
  ...{ on: 'package', title: 'Self-funder', grant: 'brokerage.see' },
  show: async (tx, ref) =>
    (await findPackage(tx, ref))?.payer === 'self'
      ? html`<p class="govuk-body">The person pays. ${link('Consent, fee, advice and arrangement', `/packages/${ref}/self-funder`)}</p>`
      : undefined,
}
