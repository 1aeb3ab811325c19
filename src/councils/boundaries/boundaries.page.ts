import { readFile } from 'node:fs/promises'
import { counted } from '#src/base/counted.ts'
import { decodeText } from '#src/base/separated-text.ts'
import { setBoundaries } from '#src/councils/boundaries/boundary-commands.ts'
import { parseJson } from '#src/councils/import-holidays.cli.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'

/** Wards of a county at full detail are some 8 MB. */
export const BOUNDARY_BYTES = 10_000_000

export async function showBoundaries(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  return page(
    {
      title: 'Boundaries of the zones',
      breadcrumbs: settingsCrumbs({ text: 'Zones', href: '/zones' }, { text: 'Boundaries' }),
      errors,
      content: postForm({
        action: '/zones/boundaries',
        csrf: visit.csrf,
        enctype: 'multipart/form-data',
        content: html`<p class="govuk-body">The map of capacity and demand is drawn from a GeoJSON or TopoJSON file of polygons, in longitude and latitude (WGS 84) or British National Grid. It takes the place of the boundaries before.</p>
<p class="govuk-body">Each feature says its zone in a property “zone”: the code or the name. A feature without one is known by its “name” or a name as WD24NM, which is a zone or how its postcodes start. Codes as WD24CD or LAD24CD tell the areas of a zone apart.</p>
<p class="govuk-body">Where the features do not say their zones, as in a file of wards, add a table of them. Areas that are on the map already stay in their zones.</p>
${fileField({ name: 'file', label: 'GeoJSON or TopoJSON file', accept: '.geojson,.topojson,.json,application/geo+json', errors })}
${fileField({ name: 'table', label: 'Table of areas (optional)', hint: 'CSV with a column “zone” and one or two of codes or names, such as “area” or WD24CD', accept: '.csv,.txt,text/csv', errors })}${submit('Take in the boundaries', { href: '/zones' })}`,
      }),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postBoundaries(visit: Visit): Promise<Reply> {
  const again = (message: string): Promise<Reply> => showBoundaries(visit, [{ field: 'file', message }])
  const file = visit.files['file']
  if (!file || file.bytes === 0) return again('Choose a GeoJSON or TopoJSON file')
  const told = visit.files['table']
  const table = told && told.bytes > 0 ? decodeText(await readFile(told.path)) : undefined
  const set = await setBoundaries(visit.shell, visit.actor, parseJson(await readFile(file.path, 'utf8')), table)
  if (!set.ok) return again(set.error)
  const { areas, changed } = set.value
  return seeOther(
    '/zones',
    changed ? `The boundaries of ${counted(areas, 'area')} are on the map.` : 'The boundaries are as before.',
  )
}
