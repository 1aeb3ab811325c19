import { readFile } from 'node:fs/promises'
import { formatDay } from '#src/base/day.ts'
import { importHolidays } from '#src/councils/commands.ts'
import { parseJson } from '#src/councils/import-holidays.cli.ts'
import { readBankHolidays } from '#src/councils/place.ts'
import { listHolidays } from '#src/councils/place.store.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

/** Gov.uk's list of all divisions and years is 20 kB. */
export const HOLIDAY_BYTES = 1_000_000
const YEARS_SHOWN = 3

export async function listHolidaysPage(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const { holidays, year } = await shell.read(actor, async (tx) => ({
    holidays: await listHolidays(tx),
    year: tx.now.toZonedDateTimeISO('Europe/London').year,
  }))
  const shown = holidays.filter(({ day }) => {
    const its = Number(day.slice(0, 4))
    return its >= year && its < year + YEARS_SHOWN
  })
  const last = holidays.at(-1)?.day.slice(0, 4)
  return page(
    {
      title: 'Bank holidays',
      breadcrumbs: settingsCrumbs({ text: 'Bank holidays' }),
      errors,
      content: html`<p class="govuk-body">${last === undefined ? 'No bank holiday is known: visits on one are priced as on any day.' : `Of England and Wales, known to the end of ${last}.`}</p>${dataTable(
        {
          caption: 'Bank holidays from this year on',
          captionHidden: true,
          rows: shown,
          empty: 'None from this year on.',
          columns: [
            { heading: 'Day', cell: ({ day }) => formatDay(day) },
            { heading: 'Holiday', cell: ({ title }) => title },
          ],
        },
      )}${
        may(actor, 'councils.manage') &&
        section(
          'Take in the list of gov.uk',
          postForm({
            action: '/bank-holidays',
            csrf,
            enctype: 'multipart/form-data',
            content: html`<p class="govuk-body">Gov.uk publishes ${link('bank-holidays.json', 'https://www.gov.uk/bank-holidays.json')}. It takes the place of what is known for the years that it covers.</p>
${fileField({ name: 'file', label: 'bank-holidays.json', accept: '.json,application/json', errors })}${submit('Take in the list')}`,
          }),
        )
      }`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postHolidays(visit: Visit): Promise<Reply> {
  const again = (message: string): Promise<Reply> => listHolidaysPage(visit, [{ field: 'file', message }])
  const file = visit.files['file']
  if (!file || file.bytes === 0) return again('Choose the file bank-holidays.json')
  const read = readBankHolidays(parseJson(await readFile(file.path, 'utf8')))
  if (!read.ok) return again(read.error)
  const imported = await importHolidays(visit.shell, visit.actor, read.value)
  if (!imported.ok) return again('The list is empty. Use bank-holidays.json as gov.uk publishes it')
  const { from, to, added, removed, kept } = imported.value
  return seeOther(
    '/bank-holidays',
    `Bank holidays of ${from.slice(0, 4)} to ${to.slice(0, 4)}: ${added} new, ${removed} removed, ${kept} unchanged.`,
  )
}
