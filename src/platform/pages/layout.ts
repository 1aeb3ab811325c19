import { grouped } from '#src/base/counted.ts'
import { FAVICON_PATH, INLINE_SCRIPT, SCRIPT_PATH, STYLE_PATHS } from '#src/platform/pages/assets.ts'
import {
  alert,
  breadcrumbs,
  button,
  errorSummary,
  notificationBanner,
  serviceNavigation,
  skipLink,
  subNavigation,
  tag,
} from '#src/platform/pages/components.ts'
import { type Html, html, raw } from '#src/platform/pages/html.ts'
import { fieldId, postForm } from '#src/platform/pages/form.ts'
import type {
  Action,
  Chrome,
  FieldError,
  Flash,
  KeyFact,
  Page,
  PageKind,
  StatusTag,
  Tab,
} from '#src/platform/pages/page.ts'

const PRODUCT = 'Almoner'
const given = <T>(items: readonly (T | undefined | false)[] = []): T[] =>
  items.filter((item): item is T => item !== undefined && item !== false)

const HEAD = raw(
  [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="theme-color" content="#00625a">',
    `<link rel="icon" href="${FAVICON_PATH}" type="image/svg+xml">`,
    ...STYLE_PATHS.map((path) => `<link rel="stylesheet" href="${path}">`),
    `<script type="module" src="${SCRIPT_PATH}"></script>`,
  ].join('\n'),
)
const BODY_START = raw(`<script>${INLINE_SCRIPT}</script>
${skipLink({ href: '#main-content', text: 'Skip to main content' })}`)

/** "Error: Start a package - Wenbury Council - Almoner" */
const browserTitle = (page: Page, chrome: Chrome): string =>
  `${page.errors?.length ? 'Error: ' : ''}${page.title} - ${chrome.council} - ${PRODUCT}`

const searchBox = (search: { action: string; words?: string }): Html => html`
<form class="almoner-search" role="search" action="${search.action}" method="get">
  <label class="govuk-visually-hidden" for="site-search">Search by reference, person or provider</label>
  <input class="govuk-input almoner-search__input" id="site-search" name="words" type="search" value="${search.words ?? ''}" placeholder="Reference, person, provider" autocomplete="off">
  <button class="govuk-button govuk-button--secondary almoner-search__button" type="submit">Search</button>
</form>`

const signOut = (chrome: Chrome): Html | undefined =>
  chrome.signOutPath === undefined
    ? undefined
    : postForm({
        action: chrome.signOutPath,
        csrf: chrome.csrf,
        content: html`<button class="almoner-header__link" type="submit">Sign out</button>`,
      })

const header = (page: Page, chrome: Chrome): Html => html`
<header class="almoner-header">
  <div class="almoner-header__container govuk-width-container">
    <a class="almoner-header__home" href="${chrome.homePath ?? '/'}"><span class="almoner-header__council">${chrome.council}</span> <span class="almoner-header__product">${PRODUCT}</span></a>
    ${chrome.search && searchBox(chrome.search)}
    ${chrome.userName !== undefined && html`<div class="almoner-header__user"><span>${chrome.userName}</span>${signOut(chrome)}</div>`}
  </div>
</header>
${
  chrome.navigation.length > 0 &&
  serviceNavigation({
    navigationLabel: 'Menu',
    navigation: chrome.navigation.map((item) => ({
      text: item.text,
      href: item.href,
      active: item.section === page.section,
    })),
  })
}`

const footer = (chrome: Chrome): Html => html`
<footer class="almoner-footer">
  <div class="govuk-width-container">
    ${chrome.trial && html`<p class="govuk-body almoner-footer__trial"><strong>This is a trial store.</strong> Everyone in it is made up. Do not enter anything about real people.</p>`}
    <h2 class="govuk-visually-hidden">Support links</h2>
    <ul class="almoner-footer__links">
      <li><a class="govuk-link" href="/help">Help</a></li>
      <li><a class="govuk-link" href="/accessibility">Accessibility statement</a></li>
      <li><a class="govuk-link" href="/api/docs">API</a></li>
      <li><a class="govuk-link" href="/privacy">Privacy</a></li>
    </ul>
  </div>
</footer>`

export const statusTag = ({ text, colour }: StatusTag): Html =>
  tag({ text, classes: colour ? `govuk-tag--${colour}` : '' })

function actionButton(action: Action, csrf: string): Html {
  const classes = action.kind ? `govuk-button--${action.kind}` : ''
  if (action.post === undefined) return button({ text: action.text, href: action.href ?? '#', classes })
  const fields = Object.entries(action.fields ?? {}).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return postForm({
    action: action.post,
    csrf,
    content: html`${fields}${button({ text: action.text, classes, preventDoubleClick: true })}`,
  })
}

/** The strip of key facts under a record's title. */
export const factsStrip = (facts: readonly (KeyFact | undefined | false)[]): Html => html`
<dl class="almoner-facts">
  ${given(facts).map((fact) => html`<div class="almoner-facts__fact"><dt>${fact.label}</dt> <dd>${fact.value}</dd></div>\n`)}
</dl>`

const tabNavigation = (tabs: readonly Tab[]): Html =>
  subNavigation({
    label: 'Parts of this record',
    items: tabs.map((tab) => ({
      text:
        tab.count === undefined
          ? tab.text
          : `${tab.text} (${typeof tab.count === 'number' ? grouped(tab.count) : tab.count})`,
      href: tab.href,
      active: tab.current,
    })),
  })

/** In the order of the fields on the page, as a keyboard meets them; what belongs to no field stands first. */
function summaryOf(errors: readonly FieldError[], content: string): Html {
  const placeOf = ({ field }: FieldError): number => (field ? content.indexOf(`id="${fieldId(field)}"`) : -1)
  return errorSummary({
    titleText: 'There is a problem',
    errorList: errors
      .toSorted((a, b) => placeOf(a) - placeOf(b))
      .map(({ field, message }) => (field ? { text: message, href: `#${fieldId(field)}` } : { text: message })),
  })
}

function pageHead(page: Page, chrome: Chrome): Html {
  const tags = given(page.tags)
  const actions = given(page.actions)
  return html`
<div class="almoner-head">
  <div class="almoner-head__title">
    ${page.caption !== undefined && html`<span class="govuk-caption-l">${page.caption}</span>`}
    <h1 class="govuk-heading-l">${page.title}</h1>
    ${tags.length > 0 && html`<div class="almoner-tags">${tags.map((each) => html`${statusTag(each)} `)}</div>`}
  </div>
  ${actions.length > 0 && html`<div class="almoner-head__actions">${actions.map((each) => actionButton(each, chrome.csrf))}</div>`}
</div>
${page.facts && factsStrip(page.facts)}
${page.tabs && tabNavigation(page.tabs)}`
}

function mainContent(page: Page, chrome: Chrome): Html {
  const notice =
    page.notice &&
    alert({
      variant: 'warning',
      title: page.notice.heading,
      showTitleAsHeading: true,
      html: html`${page.notice.content ?? ''}`,
    })
  const content = html`${notice}${page.content}`
  const columns = page.aside
    ? html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">${content}</div><div class="govuk-grid-column-one-third almoner-aside">${page.aside}</div></div>`
    : page.wide
      ? content
      : html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">${content}</div></div>`
  return html`
${chrome.flash !== undefined && flashBanner(chrome.flash)}
${page.errors && page.errors.length > 0 && summaryOf(page.errors, String(columns))}
${pageHead(page, chrome)}
${columns}`
}

const flashBanner = ({ words, isDone }: Flash): Html =>
  notificationBanner({
    ...(isDone ? { type: 'success' } : {}),
    html: html`<p class="govuk-notification-banner__heading">${words}</p>`,
  })

const trail = (page: Page): Html | undefined =>
  page.breadcrumbs && breadcrumbs({ classes: 'almoner-breadcrumbs', items: [...page.breadcrumbs] })

function document(page: Page, chrome: Chrome, body: Html, classes = 'govuk-template__body'): string {
  return html`<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
<title>${browserTitle(page, chrome)}</title>
${HEAD}
</head>
<body class="${classes}">
${BODY_START}
${body}
</body>
</html>
`.toString()
}

const chromedPage = (page: Page, chrome: Chrome): string =>
  document(
    page,
    chrome,
    html`${header(page, chrome)}
<div class="almoner-body"><div class="govuk-width-container">
${trail(page)}
<main class="govuk-main-wrapper almoner-main" id="main-content">
${mainContent(page, chrome)}
</main>
</div></div>
${footer(chrome)}`,
  )

/** A page for council officers: search, main navigation, sign out. */
export const staffPage = chromedPage

/** A page for providers: their own navigation; no search over the council's records. */
export const portalPage = (page: Page, chrome: Chrome): string => chromedPage(page, { ...chrome, search: undefined })

/** A page that needs no sign-in. */
export const openPage = (page: Page, chrome: Chrome): string =>
  chromedPage(page, { ...chrome, search: undefined, userName: undefined, signOutPath: undefined })

/** A letter or statement: the council's name, the words, nothing else; on paper it starts at the top of a sheet. */
export const printPage = (page: Page, chrome: Chrome): string =>
  document(
    page,
    chrome,
    html`<div class="govuk-width-container almoner-sheet">
<header class="almoner-sheet__head"><p class="govuk-body"><strong>${chrome.council}</strong> ${PRODUCT}</p></header>
${trail(page)}
<main class="govuk-main-wrapper almoner-main" id="main-content">
${mainContent({ ...page, aside: undefined, wide: true }, chrome)}
</main>
<footer class="almoner-sheet__foot">${chrome.trial && html`<p class="govuk-body-s">From a trial store: everyone in it is made up.</p>`}</footer>
</div>`,
    'govuk-template__body almoner-paper',
  )

const LAYOUTS: Record<PageKind, (page: Page, chrome: Chrome) => string> = {
  staff: staffPage,
  portal: portalPage,
  open: openPage,
  print: printPage,
}

/** The whole document for a page, as the door that serves it would have it. */
export const renderPage = (kind: PageKind, page: Page, chrome: Chrome): string => LAYOUTS[kind](page, chrome)
