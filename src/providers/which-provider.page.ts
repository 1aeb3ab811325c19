import { isReference, providersNamedLike } from '#src/providers/register.store.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import { html, type Part } from '#src/platform/pages/html.ts'
import { chosen, withQuery } from '#src/platform/pages/queue.ts'
import { link } from '#src/platform/pages/table.ts'

/** What a list filtered by a provider says where it is empty: which of several the reader may mean, or what it says otherwise. */
export async function whichProvider(
  { shell, actor, query, url }: Pick<Visit, 'shell' | 'actor' | 'query' | 'url'>,
  otherwise: Part,
): Promise<Part> {
  const typed = chosen(query, 'provider')[0]
  if (typed === undefined || isReference(typed)) return otherwise
  const several = await shell.read(actor, (tx) => providersNamedLike(tx, typed))
  if (several.length < 2) return otherwise
  return html`Several providers are called “${typed}”. Which do you mean?<ul class="govuk-list govuk-list--bullet">${several.map(
    ({ organisationRef, name }) =>
      html`<li>${link(name, withQuery(url, { provider: organisationRef, page: undefined }))}</li>`,
  )}</ul>`
}

/** The same at the field of a form. */
export const notOneProvider = (
  several: readonly { readonly organisationRef: string; readonly name: string }[],
): string =>
  several.length < 2
    ? 'No provider has this name or reference. Write it as the regulator does'
    : `Several providers are called so. Enter the reference of one: ${several.map(({ name, organisationRef }) => `${name} (${organisationRef})`).join(', ')}`
