import { createRequire } from 'node:module'
import path from 'node:path'
import nunjucks from 'nunjucks'
import {
  checkboxesField,
  dayField,
  moneyField,
  postForm,
  radiosField,
  selectField,
  submit,
  textField,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { renderPage } from '#src/platform/pages/layout.ts'
import type { Page } from '#src/platform/pages/page.ts'
import { SAMPLE_CHROME } from '#src/platform/pages/sample-pages.ts'
import { dataTable, link, money } from '#src/platform/pages/table.ts'

/**
 * Pages a second, rendered alone: a table of fifty rows and a form of six fields, written our way and written with nunjucks
 * throughout. Run: node test/bench/render.ts
 */
const SECONDS = 3
const ROWS = Array.from({ length: 50 }, (_, index) => ({
  ref: `PK-${1000 + index}`,
  person: `Person ${index} & family`,
  zone: 'Market towns',
  state: 'Offers in',
  hours: 7 + index / 2,
  week: 16_380 + index * 117,
}))
const ZONES = ['Wenbury town', 'Market towns', 'Rural'].map((text) => ({ value: text, text }))
const YES_NO = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

const rowsTable = () =>
  dataTable({
    caption: 'Packages',
    rows: ROWS,
    columns: [
      { heading: 'Reference', cell: (row) => link(row.ref, `/packages/${row.ref}`) },
      { heading: 'Person', cell: (row) => row.person },
      { heading: 'Zone', cell: (row) => row.zone },
      { heading: 'Status', cell: (row) => row.state },
      { heading: 'Hours', format: 'number', cell: (row) => row.hours.toFixed(1) },
      { heading: 'A week', format: 'number', cell: (row) => money(row.week) },
    ],
  })

const sixFields = () =>
  postForm({
    action: '/packages',
    csrf: 'token',
    content: html`${textField({ name: 'person', label: 'Person', hint: 'A reference, such as P-1001', value: 'P-1001' })}
${dayField({ name: 'startBy', label: 'Start by', hint: 'For example, 27 3 2026', value: '2026-03-27' })}
${moneyField({ name: 'ceiling', label: 'Ceiling', value: 2370 })}
${selectField({ name: 'zone', label: 'Zone', choices: ZONES, value: 'Rural' })}
${radiosField({ name: 'double', label: 'Two workers', choices: YES_NO, value: 'no' })}
${checkboxesField({ name: 'zones', label: 'Also ask', choices: ZONES, values: ['Rural'] })}
${submit('Save')}`,
  })

const page = (content: Page['content']): string =>
  renderPage('staff', { title: 'Packages', section: 'packages', wide: true, content }, SAMPLE_CHROME)

const TEMPLATE = `{% extends "govuk/template.njk" %}
{% from "govuk/components/input/macro.njk" import govukInput %}{% from "govuk/components/date-input/macro.njk" import govukDateInput %}
{% from "govuk/components/select/macro.njk" import govukSelect %}{% from "govuk/components/radios/macro.njk" import govukRadios %}
{% from "govuk/components/checkboxes/macro.njk" import govukCheckboxes %}{% from "govuk/components/button/macro.njk" import govukButton %}
{% from "govuk/components/table/macro.njk" import govukTable %}{% from "govuk/components/service-navigation/macro.njk" import govukServiceNavigation %}
{% block govukServiceNavigation %}{{ govukServiceNavigation({ navigation: navigation }) }}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Packages</h1>
{% set cells = [] %}{% for row in rows %}{% set link %}<a class="govuk-link" href="/packages/{{ row.ref }}">{{ row.ref }}</a>{% endset %}
{% set cells = (cells.push([{ html: link }, { text: row.person }, { text: row.zone }, { text: row.state }, { text: row.hours, format: "numeric" }, { text: row.week, format: "numeric" }]), cells) %}{% endfor %}
{{ govukTable({ caption: "Packages", head: [{ text: "Reference" }, { text: "Person" }, { text: "Zone" }, { text: "Status" }, { text: "Hours", format: "numeric" }, { text: "A week", format: "numeric" }], rows: cells }) }}
<form action="/packages" method="post" novalidate><input type="hidden" name="_csrf" value="token">
{{ govukInput({ id: "person", name: "person", label: { text: "Person", classes: "govuk-label--s" }, hint: { text: "A reference, such as P-1001" }, value: "P-1001" }) }}
{{ govukDateInput({ id: "startBy", namePrefix: "startBy", fieldset: { legend: { text: "Start by" } }, hint: { text: "For example, 27 3 2026" }, items: [{ name: "day", value: "27" }, { name: "month", value: "3" }, { name: "year", value: "2026" }] }) }}
{{ govukInput({ id: "ceiling", name: "ceiling", label: { text: "Ceiling" }, prefix: { text: "£" }, value: "23.70" }) }}
{{ govukSelect({ id: "zone", name: "zone", label: { text: "Zone" }, items: zones }) }}
{{ govukRadios({ idPrefix: "double", name: "double", fieldset: { legend: { text: "Two workers" } }, items: yesNo }) }}
{{ govukCheckboxes({ idPrefix: "zones", name: "zones", fieldset: { legend: { text: "Also ask" } }, items: zones }) }}
{{ govukButton({ text: "Save" }) }}</form>{% endblock %}`

const govuk = path.join(path.dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist')
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(govuk), {
  autoescape: true,
  trimBlocks: true,
  lstripBlocks: true,
})
const template = nunjucks.compile(TEMPLATE, environment)
const words = { rows: ROWS, zones: ZONES, yesNo: YES_NO, navigation: SAMPLE_CHROME.navigation }

function pagesASecond(render: () => string): { rate: number; bytes: number } {
  for (const until = performance.now() + 1000; performance.now() < until; ) render()
  let pages = 0
  const started = performance.now()
  let bytes = 0
  while (performance.now() - started < SECONDS * 1000) {
    bytes = Buffer.byteLength(render())
    pages++
  }
  return { rate: (pages * 1000) / (performance.now() - started), bytes }
}

const CASES: [string, () => string][] = [
  ['ours: table of 50 rows and form of six fields', () => page(html`${rowsTable()}${sixFields()}`)],
  ['nunjucks throughout: the same page', () => template.render(words)],
  ['ours: table of 50 rows', () => page(rowsTable())],
]
for (const [name, render] of CASES) {
  const { rate, bytes } = pagesASecond(render)
  console.log(
    `${name.padEnd(48)} ${Math.round(rate).toLocaleString('en-GB').padStart(7)} pages/s  ${(bytes / 1024).toFixed(1)} kB`,
  )
}
