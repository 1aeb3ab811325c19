/** A provider says what it could take on, in one grid with its last values. */
import { counted } from '#src/base/counted.ts'
import { readFile } from 'node:fs/promises'
import type { CsvRecord } from '#src/base/csv-cells.ts'
import { decodeText, delimiterOf, readSeparated } from '#src/base/separated-text.ts'
import { clockInWords, dayOf, formatDay, type Instant } from '#src/base/day.ts'
import { getPolicy, listZones, type Zone } from '#src/councils/index.ts'
import { csvFile, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { fileField, numberField, postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import {
  BED_TYPES,
  type Beds,
  type Capacity,
  freshness,
  PART_WORDS,
  PARTS_OF_DAY,
  type Parts,
} from '#src/providers/capacity/capacity.ts'
import { tellBeds, tellCapacity } from '#src/providers/capacity/capacity-commands.ts'
import {
  BED_COLUMNS,
  type FileFault,
  faultsByRow,
  HOURS_COLUMNS,
  readCapacityFile,
} from '#src/providers/capacity/capacity-file.ts'
import {
  BED_WORDS,
  bedsField,
  hoursField,
  hoursTyped,
  readBeds,
  readGrid,
  refusalInWords,
} from '#src/providers/capacity/capacity-form.ts'
import { abilitiesForm, readTyped } from '#src/providers/capacity/abilities.portal.ts'
import { abilityRefusal, type Need } from '#src/providers/capacity/ability.ts'
import { tellAbilities } from '#src/providers/capacity/ability-commands.ts'
import { ABILITY_COLUMNS, hasField } from '#src/providers/capacity/ability-form.ts'
import { listAbilities, listAsked, type ToldAbility } from '#src/providers/capacity/ability.store.ts'
import { listBeds, listCapacity } from '#src/providers/capacity/capacity.store.ts'
import { isOldSpreadsheet, isSpreadsheet, readSpreadsheet, type SheetFault } from '#src/platform/spreadsheet.ts'
import type { LocationRecord } from '#src/providers/register.ts'
import { listLocations } from '#src/providers/register.store.ts'

const HREF = '/portal/capacity'
export const CAPACITY_BYTES = 1024 * 1024

type Known = {
  readonly zones: readonly Zone[]
  readonly parts: Parts
  readonly staleDays: number
  readonly cells: readonly Capacity[]
  readonly homes: readonly LocationRecord[]
  readonly beds: readonly Beds[]
  readonly abilities: readonly ToldAbility[]
  readonly asked: readonly Need[]
  readonly now: Instant
}

const read = ({ shell, actor }: Visit): Promise<Known> => {
  const organisationRef = actor.organisation ?? ''
  return shell.read(actor, async (tx) => {
    const search = { organisationRefs: [organisationRef], stale: true }
    const locations = await listLocations(tx, organisationRef)
    return {
      zones: await listZones(tx),
      parts: await getPolicy(tx, 'parts-of-day', dayOf(tx.now)),
      staleDays: (await getPolicy(tx, 'capacity', dayOf(tx.now))).staleDays,
      cells: await listCapacity(tx, search),
      homes: locations.filter(({ careHome, status }) => careHome === true && status === 'registered'),
      beds: await listBeds(tx, search),
      abilities: await listAbilities(tx, [organisationRef]),
      asked: await listAsked(tx),
      now: tx.now,
    }
  })
}

type Shown = { readonly typed?: Visit['form']; readonly errors?: readonly FieldError[] }

export async function showCapacity(visit: Visit, shown: Shown = {}): Promise<Reply> {
  const known = await read(visit)
  const { errors = [] } = shown
  return page(
    {
      title: 'What you could take on',
      section: 'offers',
      wide: true,
      breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: 'What you could take on' }],
      errors,
      content: html`<p class="govuk-body">Say how many hours of care a week you could take on beside what you have. The council plans with it, and asks you before anything is placed. ${lastTold(known)}</p>
${hoursForm(visit, known, shown)}${known.homes.length > 0 && bedsForm(visit, known, shown)}${abilitiesForm({ csrf: visit.csrf, action: HREF }, known, shown)}${fileForm(visit, errors)}`,
      aside: whatHappensNext(
        `The council uses these figures for ${known.staleDays} days. Then they are too old, and you are reminded to look at them again.`,
      ),
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

function lastTold({ cells, beds, now, staleDays }: Known): string {
  const last = [...cells, ...beds]
    .map(({ toldAt }) => toldAt)
    .sort(Temporal.Instant.compare)
    .at(-1)
  if (!last) return 'You have not said anything yet.'
  const age = freshness(last, now, staleDays)
  const told = `You said so last on ${formatDay(dayOf(last))}`
  return age === 'stale' ? `${told}, which is too old: the council does not plan with it.` : `${told}.`
}

const typedOf =
  (form: Visit['form'] | undefined) =>
  (field: string): string => {
    const value = form?.[field]
    return typeof value === 'string' ? value : ''
  }

function hoursForm({ csrf }: Visit, { zones, cells, parts }: Known, { typed, errors = [] }: Shown): Html {
  const valueOf = (zone: string, part: (typeof PARTS_OF_DAY)[number]): string => {
    if (typed?.['form'] === 'hours') return typedOf(typed)(hoursField(zone, part))
    const cell = cells.find((one) => one.zone === zone && one.part === part)
    return cell ? hoursTyped(cell.weeklyMinutes) : ''
  }
  const table = dataTable<Zone>({
    caption: 'Hours a week that you could take on',
    captionHidden: true,
    rows: zones,
    empty: 'The council has no zones yet.',
    columns: [
      { heading: 'Zone', cell: ({ name }) => name },
      ...PARTS_OF_DAY.map((part) => ({
        heading: `${PART_WORDS[part]}, from ${clockInWords(parts[part])}`,
        cell: ({ zone, name }: Zone) =>
          numberField({
            name: hoursField(zone, part),
            label: `Hours in ${name}, ${PART_WORDS[part].toLowerCase()}`,
            size: 'hidden',
            width: 3,
            inputmode: 'decimal',
            value: valueOf(zone, part),
            errors,
          }),
      })),
    ],
  })
  const content = html`<input type="hidden" name="form" value="hours">${table}${submit('Save these hours')}`
  return section('Hours a week, by zone and part of the day', postForm({ action: HREF, csrf, content }))
}

function bedsForm({ csrf }: Visit, { homes, beds }: Known, { typed, errors = [] }: Shown): Html {
  const valueOf = (locationRef: string, type: (typeof BED_TYPES)[number]): string => {
    if (typed?.['form'] === 'beds') return typedOf(typed)(bedsField(locationRef, type))
    const known = beds.find((one) => one.locationRef === locationRef && one.bedType === type)
    return known ? String(known.vacant) : ''
  }
  const table = dataTable<LocationRecord>({
    caption: 'Beds that stand free',
    captionHidden: true,
    rows: homes,
    columns: [
      { heading: 'Home', cell: ({ name, locationRef }) => html`${name ?? locationRef}${small(locationRef)}` },
      ...BED_TYPES.map((type) => ({
        heading: BED_WORDS[type],
        cell: ({ locationRef, name }: LocationRecord) =>
          numberField({
            name: bedsField(locationRef, type),
            label: `Free beds in ${name ?? locationRef}, ${BED_WORDS[type].toLowerCase()}`,
            size: 'hidden',
            width: 3,
            value: valueOf(locationRef, type),
            errors,
          }),
      })),
    ],
  })
  const content = html`<input type="hidden" name="form" value="beds">${table}${submit('Save these beds')}`
  return section('Beds that stand free', postForm({ action: HREF, csrf, content }))
}

const fileForm = ({ csrf }: Visit, errors: readonly FieldError[]): Html =>
  section(
    'From a file',
    html`<p class="govuk-body">${link('The hours that you said last, as a file (CSV)', `${HREF}.csv`)}; ${link('what your workers can do, as a file (CSV)', '/portal/abilities.csv')}. Change what is in it and send it back.</p>${postForm(
      {
        action: `${HREF}/file`,
        csrf,
        enctype: 'multipart/form-data',
        content: html`${fileField({
          name: 'file',
          label: 'A spreadsheet or CSV file',
          hint: `With the columns ${HOURS_COLUMNS.join(', ')}; ${BED_COLUMNS.join(', ')} for beds; or ${ABILITY_COLUMNS.join(', ')} for what workers can do`,
          accept: '.csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          errors,
        })}${submit('Send the file')}`,
      },
    )}`,
  )

export async function postCapacity(visit: Visit): Promise<Reply> {
  const { form } = visit
  if (form['form'] === 'abilities') return postAbilities(visit)
  return form['form'] === 'beds' ? postBeds(visit) : postHours(visit)
}

async function postHours(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const { zones, cells: before } = await read(visit)
  const names = zones.map(({ zone }) => zone)
  const { cells, faults } = readGrid(typedOf(form), names, before)
  if (faults.length > 0) return showCapacity(visit, { typed: form, errors: faults })
  const told = await tellCapacity(shell, actor, { organisationRef: actor.organisation ?? '', cells, by: 'page' })
  if (told.ok) return seeOther(HREF, `Saved: ${hoursTyped(told.value.weeklyMinutes)} hours a week.`)
  const first = hoursField(names[0] ?? '', 'morning')
  return showCapacity(visit, { typed: form, errors: [{ field: first, message: refusalInWords(told.error) }] })
}

async function postBeds(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const { homes } = await read(visit)
  const refs = homes.map(({ locationRef }) => locationRef)
  const { beds, faults } = readBeds(typedOf(form), refs)
  if (faults.length > 0) return showCapacity(visit, { typed: form, errors: faults })
  const told = await tellBeds(shell, actor, { organisationRef: actor.organisation ?? '', beds, by: 'page' })
  if (told.ok)
    return seeOther(HREF, `Saved: ${told.value.vacant === 1 ? 'one free bed' : `${told.value.vacant} free beds`}.`)
  const field = bedsField(refs[0] ?? '', 'residential')
  return showCapacity(visit, { typed: form, errors: [{ field, message: refusalInWords(told.error) }] })
}

async function postAbilities(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const { lines, abilities, faults } = readTyped(form, await read(visit))
  if (faults.length > 0) return showCapacity(visit, { typed: form, errors: faults })
  const told = await tellAbilities(shell, actor, { organisationRef: actor.organisation ?? '', abilities, by: 'page' })
  if (told.ok) return seeOther(HREF, `Saved: ${told.value.yes} yes, ${told.value.no} no.`)
  const field = hasField(lines[0]?.ability ?? '')
  return showCapacity(visit, { typed: form, errors: [{ field, message: abilityRefusal(told.error) }] })
}

const MOST_ROWS = 2_000
const FAULTS_SHOWN = 10

export async function postCapacityFile(visit: Visit): Promise<Reply> {
  const { shell, actor, files } = visit
  const refused = (messages: readonly string[]) =>
    showCapacity(visit, { errors: messages.map((message) => ({ field: 'file', message })) })
  const upload = files['file']
  if (!upload || upload.filename === '') return refused(['Choose the file to send'])
  const rows = await recordsOf(upload.path)
  if (typeof rows === 'string') return refused([rows])
  const { zones, homes } = await read(visit)
  const file = readCapacityFile(rows, zones)
  const known = { zones, homes: homes.map(({ locationRef }) => locationRef) }
  const faults = [...file.faults, ...faultsByRow(file, known)]
  if (faults.length > 0) return refused(faultsInWords(faults))
  const { cells, beds, abilities } = file
  const organisationRef = actor.organisation ?? ''
  if (abilities.length > 0) {
    const said = await tellAbilities(shell, actor, { organisationRef, abilities, by: 'file' })
    return said.ok
      ? seeOther(HREF, `The file was taken: ${counted(abilities.length, 'row')}.`)
      : refused([abilityRefusal(said.error)])
  }
  const told =
    cells.length > 0
      ? await tellCapacity(shell, actor, { organisationRef, cells, by: 'file' })
      : await tellBeds(shell, actor, { organisationRef, beds, by: 'file' })
  if (!told.ok) return refused([refusalInWords(told.error)])
  return seeOther(HREF, `The file was taken: ${counted(cells.length + beds.length, 'row')}.`)
}

/** Row by row, the first of them in words and how many others there are. */
function faultsInWords(faults: readonly FileFault[]): string[] {
  const shown = faults.toSorted((a, b) => a.line - b.line).slice(0, FAULTS_SHOWN)
  const more = faults.length - shown.length
  return [
    ...shown.map(({ line, words }) => `Row ${line}: ${words}`),
    ...(more > 0 ? [`${counted(more, 'other fault is', 'other faults are')} in the file. Nothing of it was kept`] : []),
  ]
}

const SHEET_FAULTS: Readonly<Record<SheetFault, string>> = {
  'not a spreadsheet': 'The file cannot be read as a spreadsheet. Save it anew as .xlsx or CSV',
  'too large': `The file has more than ${MOST_ROWS} rows. Send only your own`,
  'has a password': 'The file is of an old Excel or has a password. Save it as .xlsx without a password, or as CSV',
  'no sheet': 'The workbook has no sheet that is shown. Put the rows on its first sheet',
}

/** Blank rows are passed over. */
async function recordsOf(path: string): Promise<CsvRecord[] | string> {
  const bytes = await readFile(path)
  const read = isSpreadsheet(bytes) || isOldSpreadsheet(bytes) ? sheetRecords(bytes) : textRecords(bytes)
  if (typeof read === 'string') return read
  const records = read.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  return records.length > MOST_ROWS + 1 ? SHEET_FAULTS['too large'] : records
}

function sheetRecords(bytes: Buffer): CsvRecord[] | string {
  const sheet = readSpreadsheet(bytes)
  if (!sheet.ok) return SHEET_FAULTS[sheet.error]
  return sheet.value.rows.map(({ row, cells }) => ({
    line: row,
    cells: Array.from({ length: Math.max(0, ...cells.keys()) + 1 }, (_, at) => cells.get(at)?.text ?? ''),
  }))
}

function textRecords(bytes: Buffer): CsvRecord[] | string {
  const text = decodeText(bytes)
  const records: CsvRecord[] = []
  for (const { line, cells, fault } of readSeparated(text, delimiterOf(text))) {
    if (fault !== undefined) return `The file cannot be read as CSV: row ${line}, ${fault}`
    records.push({ line, cells })
  }
  return records
}

/** Hours as the file wants them, with a row for each zone and part. */
export async function capacityCsv(visit: Visit): Promise<Reply> {
  const { zones, cells } = await read(visit)
  const told = new Map(cells.map(({ zone, part, weeklyMinutes }) => [`${zone}/${part}`, weeklyMinutes]))
  return csvFile(
    'capacity.csv',
    [...HOURS_COLUMNS],
    zones.flatMap(({ zone }) => PARTS_OF_DAY.map((part) => [zone, part, hoursTyped(told.get(`${zone}/${part}`) ?? 0)])),
  )
}
