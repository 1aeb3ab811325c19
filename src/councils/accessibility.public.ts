import { page, type Reply } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { link } from '#src/platform/pages/table.ts'

/** What the Public Sector Bodies (Websites and Mobile Applications) Accessibility Regulations 2018 ask a council to say. */
export const showAccessibility = (): Reply =>
  page({
    title: 'Accessibility statement',
    breadcrumbs: [{ text: 'Accessibility statement' }],
    content: html`<p class="govuk-body-l">We want everybody to be able to use Almoner, in the way that suits them.</p>
<p class="govuk-body">You should be able to:</p>
<ul class="govuk-list govuk-list--bullet">
  <li>zoom in up to 400% without text leaving the screen</li>
  <li>use every page on a phone of 320 pixels or a desk</li>
  <li>do everything by keyboard alone</li>
  <li>listen to every page with a screen reader</li>
  <li>use every page without JavaScript</li>
</ul>
<p class="govuk-body">${link('AbilityNet', 'https://mcmw.abilitynet.org.uk/')} has advice on making your device easier to use if you have a disability.</p>
<h2 class="govuk-heading-m">How we know, and what we do not know yet</h2>
<p class="govuk-body">Almoner is built from the components of the GOV.UK Design System. Each version is checked by a program (axe-core, for the Web Content Accessibility Guidelines version 2.2, level AA) in a real browser, on a phone’s width and a desk’s, and nothing it finds is let pass.</p>
<p class="govuk-body">A program finds less than half of what can be wrong. Almoner has <strong>not</strong> yet been audited by people outside the project, nor tried by people who use screen readers, magnifiers or voice control every day. So we say that it is <strong>partially compliant</strong> with the guidelines until that is done.</p>
<h2 class="govuk-heading-m">What we know is not good enough</h2>
<ul class="govuk-list govuk-list--bullet">
  <li>On a phone, wide tables are scrolled sideways within the page.</li>
  <li>A printed page or its PDF may lack the tags that a screen reader uses. The web page and the CSV file say the same.</li>
  <li>CSV files have no headings beyond their first line.</li>
</ul>
<p class="govuk-body">Charts have the same numbers in a table under them.</p>
<h2 class="govuk-heading-m">Tell us</h2>
<p class="govuk-body">If you cannot use a page, or need what is on it in another form, tell the adult social care team of your council. It must answer and put it right, or say why it cannot.</p>
<p class="govuk-body">If you are not happy with the answer, contact the ${link('Equality Advisory and Support Service', 'https://www.equalityadvisoryservice.com/')}. The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018.</p>
<p class="govuk-body">A council that uses Almoner is responsible for its own statement and adds its contacts and the date of its own test to this one.</p>`,
  })
