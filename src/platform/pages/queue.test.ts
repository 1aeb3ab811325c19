import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chosen, pageAsked, pageNumbers, type Queue, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'

type Row = { ref: string }
const asked = (url: string, changes: Partial<Queue<Row>> = {}): string =>
  queue<Row>({
    noun: { one: 'package', many: 'packages' },
    url,
    rows: [{ ref: 'PK-1' }, { ref: 'PK-2' }],
    total: 5,
    pageSize: 2,
    sort: { key: 'ref', descending: false },
    columns: [
      { heading: 'Reference', sort: 'ref', cell: (row) => row.ref },
      { heading: 'Due', sort: 'due', cell: () => '' },
    ],
    filters: [
      {
        kind: 'choices',
        name: 'state',
        label: 'Status',
        choices: [
          { value: 'a', text: 'Awaiting' },
          { value: 'b', text: 'Placed' },
        ],
      },
    ],
    ...changes,
  }).toString()

describe('a queue', () => {
  it('reads page and order from the address, and nonsense as none', () => {
    for (const [page, expected] of [
      ['3', 3],
      ['0', 1],
      ['-1', 1],
      ['x', 1],
      ['1e99', 1],
      [undefined, 1],
    ] as const) {
      assert.equal(pageAsked({ page }), expected)
    }
    assert.deepEqual(sortAsked({ sort: '-due' }, ['ref', 'due'], 'ref'), { key: 'due', descending: true })
    assert.deepEqual(sortAsked({ sort: 'drop table' }, ['ref', 'due'], '-ref'), { key: 'ref', descending: true })
    assert.deepEqual(chosen({ state: ['a', ' ', 'b'] }, 'state'), ['a', 'b'])
  })

  it('says which rows of how many it shows', () => {
    assert.match(
      asked('/packages?page=2'),
      /Showing <strong>3<\/strong> to <strong>4<\/strong> of <strong>5<\/strong> packages/,
    )
    assert.match(asked('/packages', { total: 2 }), /Showing <strong>2<\/strong> packages/)
    assert.match(asked('/packages', { total: 1, rows: [{ ref: 'PK-1' }] }), /Showing <strong>1<\/strong> package</)
    assert.match(asked('/packages', { total: 0, rows: [] }), /Nothing matches/)
  })

  it('takes one filter away by a link that keeps the others, the order, and starts at page one', () => {
    assert.match(
      asked('/packages?state=a&state=b&sort=-due&page=2'),
      /href="\/packages\?sort=-due&amp;state=b"><span class="govuk-visually-hidden">Remove this filter<\/span> Awaiting/,
    )
  })

  it('turns the order round when its heading is followed again', () => {
    const markup = asked('/packages?state=a')
    assert.match(markup, /aria-sort="ascending"><a [^>]*href="\/packages\?state=a&amp;sort=-ref"/)
    assert.match(markup, /aria-sort="none"><a [^>]*href="\/packages\?state=a&amp;sort=due"/)
  })

  it('keeps the order when a filter is applied', () => {
    assert.match(asked('/packages?sort=-due'), /<input type="hidden" name="sort" value="-due">/)
  })

  it('lets rows be ticked only where there is something to do with them', () => {
    assert.doesNotMatch(asked('/packages'), /name="chosen"/)
    const bulk = {
      action: '/do',
      csrf: 't',
      keyOf: (row: Row) => row.ref,
      labelOf: (row: Row) => row.ref,
      actions: [{ text: 'Assign', value: 'mine' }],
    }
    assert.match(asked('/packages', { bulk }), /name="chosen" value="PK-2"/)
    assert.match(asked('/packages', { bulk }), /name="do"/)
  })

  it('says before each value what it is, for a phone on which a row is a block', () => {
    assert.match(asked('/packages'), /<table class="govuk-table almoner-folds" role="table"/)
    assert.match(asked('/packages'), /<td class="govuk-table__cell" role="cell" data-heading="Reference">PK-1<\/td>/)
  })

  it('links first, last and near pages', () => {
    assert.deepEqual(pageNumbers(1, 1), [1])
    assert.deepEqual(
      pageNumbers(1, 3),
      [1, 2, 'gap', 3].filter((each) => each !== 'gap'),
    )
    assert.deepEqual(pageNumbers(10, 20), [1, 'gap', 9, 10, 11, 'gap', 20])
  })

  it('changes a query without touching the rest of it', () => {
    assert.equal(withQuery('/a?x=1&y=2', { x: undefined, z: ['p', 'q'] }), '/a?y=2&z=p&z=q')
    assert.equal(withQuery('/a?x=1', { x: undefined }), '/a')
    assert.equal(withQuery('/a', { words: 'a&b' }), '/a?words=a%26b')
  })
})
