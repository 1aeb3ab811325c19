import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { describe, test } from 'node:test'
import { CYCLE } from '#src/cycle.ts'
import * as rules from '#test/support/house-rules.ts'
import { houseOf, readHouse } from '#test/support/source-files.ts'
import * as sqlRules from '#test/support/sql-rules.ts'

// Each rule holds in the tree, and is shown to fail on a house made up to break it.

const house = readHouse(CYCLE)
const cycle = ['people', 'contracts', 'brokerage', 'direct-payments']

type Break = readonly [
  what: string,
  problem: RegExp,
  path: string,
  text: string,
  ...others: (readonly [string, string])[],
]
type Fine = readonly [what: string, path: string, text: string, ...others: (readonly [string, string])[]]

function holds(name: string, rule: rules.HouseRule, breaks: readonly Break[], fine: readonly Fine[] = []): void {
  describe(name, () => {
    test('holds in the tree', () => assert.deepEqual(rule(house), []))
    for (const [what, problem, path, text, ...others] of breaks) {
      test(`sees ${what}`, () => {
        const found = rule(houseOf(cycle, [[path, text], ...others]))
        assert.equal(found.length, 1, found.join('\n'))
        assert.match(found[0] ?? '', problem)
        assert.ok(found[0]?.startsWith(dirname(path)), found.join())
      })
    }
    for (const [what, path, text, ...others] of fine) {
      test(`allows ${what}`, () => assert.deepEqual(rule(houseOf(cycle, [[path, text], ...others])), []))
    }
  })
}

holds(
  'A stage imports the ground, itself and the index or rules.ts of earlier stages',
  rules.importOrder,
  [
    ['a later stage', /brokerage comes later/, 'src/contracts/a.ts', `import { b } from '#src/brokerage/index.ts'`],
    [
      'a later stage, as a type',
      /comes later/,
      'src/contracts/a.ts',
      `import type { B } from '#src/brokerage/index.ts'`,
    ],
    [
      'a later stage, when asked for',
      /comes later/,
      'src/contracts/a.ts',
      `const b = () => import('#src/brokerage/index.ts')`,
    ],
    [
      'the inside of an earlier stage',
      /only its index/,
      'src/brokerage/a.ts',
      `import { b } from '#src/contracts/draw-down.ts'`,
    ],
    ['the composition root', /only app.ts/, 'src/brokerage/a.ts', `import { b } from '#src/app.ts'`],
    ['the made-up council', /made-up/, 'src/brokerage/a.ts', `import { b } from '#src/trial/wenbury.ts'`],
    ['a test', /only tests/, 'src/brokerage/a.ts', `import { b } from '#test/support/council.ts'`],
    ['a stage in the platform', /knows no stage/, 'src/platform/a.ts', `import { b } from '#src/people/index.ts'`],
    ['the platform in base', /knows only base/, 'src/base/a.ts', `import { b } from '#src/platform/database.ts'`],
    ['the platform in a solver', /knows only base/, 'src/solvers/a.ts', `import { b } from '#src/platform/worker.ts'`],
    ['a package in base', /no packages/, 'src/base/a.ts', `import { z } from 'zod'`],
    ['a Node module in base', /no Node modules/, 'src/base/a.ts', `import { readFileSync } from 'node:fs'`],
    ['a room that the cycle lacks', /not in cycle.ts/, 'src/tools/a.ts', `import { b } from '#src/base/day.ts'`],
  ],
  [
    [
      'the ground and earlier stages',
      'src/brokerage/a.ts',
      `import '#src/base/day.ts'\nimport '#src/platform/http/doors.ts'\nimport { c } from '#src/contracts/index.ts'`,
    ],
    ['the rules.ts of an earlier stage', 'src/brokerage/a.ts', `import { c } from '#src/contracts/rules.ts'`],
    ['all in app.ts', 'src/app.ts', `import '#src/brokerage/index.ts'\nimport '#src/people/person.store.ts'`],
    ['all in test/', 'test/a.test.ts', `import '#src/brokerage/offers/offer.store.ts'`],
  ],
)

holds('Imports are written whole', rules.importWords, [
  ['a relative import', /#src/, 'src/brokerage/a.ts', `import { b } from './b.ts'`],
  ['a relative import from above', /#src/, 'src/brokerage/a.ts', `export { b } from '../base/b.ts'`],
  ['an import without its ending', /ending/, 'src/brokerage/a.ts', `import { b } from '#src/base/day'`],
])

holds(
  'Exports have names, and only an index passes on',
  rules.exportsByName,
  [
    ['a default export', /default export/, 'src/brokerage/a.ts', 'export default () => 1'],
    ['a barrel', /only an index/, 'src/brokerage/all.ts', `export * from '#src/brokerage/offers/offer.ts'`],
    [
      'a name passed on',
      /only an index/,
      'src/brokerage/all.ts',
      `export { offer } from '#src/brokerage/offers/offer.ts'`,
    ],
  ],
  [
    ['an index', 'src/brokerage/index.ts', `export { offer } from '#src/brokerage/offers/offer.ts'`],
    ['the rules of a stage', 'src/brokerage/rules.ts', `export { offer } from '#src/brokerage/offers/offer.ts'`],
  ],
)

holds(
  'Rules import rules, facts and types',
  rules.rulesImports,
  [
    ['a Node module', /no Node modules/, 'src/brokerage/offers/offer.ts', `import { randomInt } from 'node:crypto'`],
    ['a package', /no packages/, 'src/brokerage/offers/offer.ts', `import { z } from 'zod'`],
    [
      'a store',
      /only rules/,
      'src/brokerage/offers/offer.ts',
      `import { findOffer } from '#src/brokerage/offers/offer.store.ts'`,
      ['src/brokerage/offers/offer.store.ts', 'export const findOffer = 1'],
    ],
    [
      'the platform',
      /only rules/,
      'src/brokerage/offers/offer.ts',
      `import { rows } from '#src/platform/database.ts'`,
      ['src/platform/database.ts', 'export const rows = 1'],
    ],
    [
      'what an earlier stage does',
      /drawDown is not a rule/,
      'src/brokerage/offers/offer.ts',
      `import { drawDown } from '#src/contracts/index.ts'`,
      ['src/contracts/index.ts', `export { drawDown } from '#src/contracts/commands.ts'`],
      ['src/contracts/commands.ts', 'export const drawDown = 1'],
    ],
    [
      'a solver with a package',
      /reckons outside/,
      'src/brokerage/offers/offer.ts',
      `import { solve } from '#src/solvers/solve.ts'`,
      ['src/solvers/solve.ts', `import highs from 'highs'\nexport const solve = highs`],
    ],
  ],
  [
    [
      'a solver that is arithmetic alone',
      'src/brokerage/offers/offer.ts',
      `import { solve } from '#src/solvers/solve.ts'`,
      ['src/solvers/solve.ts', 'export const solve = 1'],
    ],
    [
      'a rule of an earlier stage, and any type',
      'src/brokerage/offers/offer.ts',
      `import { ceiling } from '#src/contracts/index.ts'\nimport type { Write } from '#src/platform/database.ts'`,
      ['src/contracts/index.ts', `export { ceiling } from '#src/contracts/ceiling.ts'`],
      ['src/contracts/ceiling.ts', 'export const ceiling = 1'],
      ['src/platform/database.ts', 'export type Write = 1'],
    ],
  ],
)

holds(
  'What a stage’s rules.ts passes on loads no stage',
  rules.rulesLoadNoStage,
  [
    [
      'an index on its way',
      /loads src\/rates\/index.ts/,
      'src/visits/rules.ts',
      `export { match } from '#src/visits/match.ts'`,
      ['src/visits/match.ts', `import { price } from '#src/rates/index.ts'\nexport const match = price`],
      ['src/rates/index.ts', 'export const price = 1'],
    ],
  ],
  [
    [
      'the rules of another',
      'src/visits/rules.ts',
      `export { match } from '#src/visits/match.ts'`,
      ['src/visits/match.ts', `import { price } from '#src/rates/rules.ts'\nexport const match = price`],
      ['src/rates/rules.ts', `export { price } from '#src/rates/price.ts'`],
      ['src/rates/price.ts', 'export const price = 1'],
    ],
  ],
)

holds(
  'Rules touch nothing of the world',
  rules.rulesArePure,
  [
    ['an await', /await/, 'src/brokerage/offers/offer.ts', 'export const x = await 1'],
    ['an async function', /async/, 'src/brokerage/offers/offer.ts', 'export const x = async () => 1'],
    [
      'the clock of Temporal',
      /Temporal.Now/,
      'src/brokerage/offers/offer.ts',
      'export const x = () => Temporal.Now.instant()',
    ],
    ['a Date', /Date/, 'src/brokerage/offers/offer.ts', 'export const x = () => new Date()'],
    ['dice', /Math.random/, 'src/brokerage/offers/offer.ts', 'export const x = () => Math.random()'],
    ['the environment', /process/, 'src/brokerage/offers/offer.ts', 'export const x = () => process.env.TZ'],
  ],
  [
    [
      'words that only sound so',
      'src/brokerage/offers/offer.ts',
      'export const x = (process: { Date: number }) => process.Date + Temporal.Duration.from("PT1M").minutes',
    ],
    ['await in a command', 'src/brokerage/packages/package-commands.ts', 'export const x = async () => await 1'],
  ],
)

holds('A suffix is a door', rules.knownDoors, [
  ['a suffix that is none', /no door/, 'src/brokerage/offer.view.ts', 'export const x = 1'],
])

holds(
  'Each door is behind its own guard',
  rules.doorsBehindGuards,
  [
    [
      'a page of council staff in the portal',
      /listOffers of a .page file by doors.portal/,
      'src/brokerage/routes.ts',
      `import { listOffers } from '#src/brokerage/list-offers.page.ts'\ndoors.portal('GET /portal/offers', 'brokerage.offer', listOffers)`,
    ],
    [
      'a portal page for staff',
      /doors.staff/,
      'src/brokerage/routes.ts',
      `import { makeOffer } from '#src/brokerage/make-offer.portal.ts'\ndoors.staff('GET /offers', 'brokerage.offer', makeOffer)`,
    ],
  ],
  [
    [
      'pages for staff',
      'src/brokerage/routes.ts',
      `import { a } from '#src/brokerage/a.page.ts'\ndoors.staff('GET /a', 'brokerage.see', a)`,
    ],
  ],
)

holds(
  'SQL stands in stores',
  rules.sqlInStores,
  [
    ['SQL in a page', /uses sql/, 'src/brokerage/a.page.ts', `import { sql } from '#src/platform/database.ts'`],
    [
      'Kysely in a command',
      /uses kysely/,
      'src/brokerage/packages/package-commands.ts',
      `import { sql } from 'kysely'`,
    ],
  ],
  [
    [
      'types of it anywhere',
      'src/brokerage/packages/package-commands.ts',
      `import type { Write } from '#src/platform/database.ts'`,
    ],
  ],
)

const files = (count: number) =>
  Array.from({ length: count }, (_, i): readonly [string, string] => [`src/brokerage/a${i}.ts`, ''])

holds(
  'A stage is small enough to read',
  rules.filesAStage,
  [['the thirty-first file', /has 31 files/, 'src/brokerage/b.ts', '', ...files(30)]],
  [['thirty and their tests', 'src/brokerage/a1.test.ts', '', ...files(30)]],
)

holds('A function fits on a screen', rules.functionsFit, [
  ['one of seventy-one lines', /of 71 lines/, 'src/brokerage/a.ts', `export function a() {${'\n'.repeat(70)}}`],
])

holds(
  'Names are of the trade',
  rules.namesOfTheTrade,
  [
    ['a file of helpers', /named helpers/, 'src/brokerage/offer-helpers.ts', ''],
    ['a service', /named service/, 'src/brokerage/offer.service.ts', ''],
    ['a folder of utils', /named utils/, 'src/brokerage/utils/days.ts', ''],
    ['a manager', /exports OfferManager/, 'src/brokerage/a.ts', 'export class OfferManager {}'],
    ['camel case', /kebab/, 'src/brokerage/makeOffer.ts', ''],
  ],
  [['the trade', 'src/people/service-user.ts', 'export type Service = string']],
)

holds(
  'SQL names its own schema',
  sqlRules.sqlOfItsOwn,
  [
    ['a table without schema', /offer without its schema/, 'src/brokerage/a.store.ts', 'sql`select 1 from offer`'],
    [
      'a table of another',
      /contracts.contract/,
      'src/brokerage/a.store.ts',
      'sql`select 1 from brokerage.offer o join contracts.contract c on true`',
    ],
    [
      'a view of a later stage',
      /brokerage.v_offer/,
      'src/contracts/a.store.ts',
      'sql`select 1 from brokerage.v_offer`',
    ],
    ['a write to another', /people.person/, 'src/brokerage/a.store.ts', 'sql`update people.person set name = 1`'],
    ['the audit', /audit.entry/, 'src/brokerage/a.store.ts', 'sql`select 1 from audit.entry`'],
    [
      'a table of another by Kysely',
      /people.person/,
      'src/brokerage/a.store.ts',
      `from(tx).selectFrom('people.person as p').selectAll()`,
    ],
    [
      'a table without schema by Kysely',
      /person without/,
      'src/people/a.store.ts',
      `from(tx).selectFrom('person').selectAll()`,
    ],
    [
      'a join with another by Kysely',
      /people.person/,
      'src/brokerage/a.store.ts',
      `q.innerJoin('people.person as p', 'p.person_ref', 'o.person_ref')`,
    ],
    ['a bulk load of another', /people.person/, 'src/brokerage/a.store.ts', `insertMany(tx, 'people.person', [], [])`],
  ],
  [
    [
      'its own, earlier views, and names it gives itself',
      'src/direct-payments/a.store.ts',
      'sql`with paid as (select 1 from direct_payments.payment p join people.v_person v on v.a = p.a for update of p) select extract(epoch from p.at) from paid where a is distinct from b`',
    ],
    [
      'functions',
      'src/brokerage/a.store.ts',
      'sql`select 1 from unnest(${a}::text[]) u join brokerage.offer o on o.a = u`',
    ],
    [
      'columns in joins',
      'src/brokerage/a.store.ts',
      `q.innerJoin('brokerage.offer as o', 'o.offer_ref', 'p.offer_ref')`,
    ],
    [
      'an upsert',
      'src/brokerage/a.store.ts',
      'sql`insert into brokerage.offer (a) values (1) on conflict (a) do update set a = excluded.a`',
    ],
  ],
)

holds('Migrations have their day and place', sqlRules.migrationsInOrder, [
  ['a name without a day', /not named/, 'src/brokerage/migrations/offers.sql', ''],
  ['a folder elsewhere', /migrations folder/, 'src/brokerage/20261122-1050-offers.sql', ''],
])

const create = (body: string, kind = '-- tenant\n') =>
  `create schema brokerage;\n\n${kind}create table brokerage.offer (${body});\n`
const KEY = 'council_id integer not null, offer_ref text not null, primary key (council_id, offer_ref)'
const AT = 'src/brokerage/migrations/20261122-1050-offers.sql'

holds(
  'Tables say their kind',
  sqlRules.tablesSayTheirKind,
  [
    ['a table without it', /without its kind/, AT, create(KEY, '')],
    ['a comment of another sort', /without its kind/, AT, create(KEY, '-- the offers\n')],
  ],
  [
    [
      'a table with it',
      AT,
      create(KEY, '-- tenant provider(organisation_ref) select append-only\n-- what providers said\n'),
    ],
  ],
)

holds(
  'The council comes first in every key',
  sqlRules.councilComesFirst,
  [
    ['a table without it', /no council_id/, AT, create('a text not null')],
    [
      'a primary key without it',
      /does not start/,
      AT,
      create('council_id integer not null, a text, primary key (a, council_id)'),
    ],
    ['a unique key without it', /does not start/, AT, create(`${KEY}, unique (offer_ref)`)],
    [
      'a foreign key without it',
      /does not start/,
      AT,
      create(`${KEY}, foreign key (person_ref) references people.person (person_ref)`),
    ],
    ['an exclusion without it', /does not start/, AT, create(`${KEY}, exclude using gist (a with =)`)],
  ],
  [
    ['a reference table without it', AT, create('code text primary key', '-- reference\n')],
    [
      'a key that points at a reference table',
      AT,
      create(`${KEY}, foreign key (area) references people.area (area)`),
      [
        'src/people/migrations/20261122-1010-areas.sql',
        '-- reference\ncreate table people.area (area text primary key);',
      ],
    ],
  ],
)

holds(
  'Migrations are plain statements',
  sqlRules.plainStatements,
  [
    ['a trigger', /trigger/, AT, 'create trigger t before insert on brokerage.offer execute function f();'],
    [
      'a function',
      /function/,
      AT,
      'create or replace function brokerage.f() returns int language sql as $$ select 1 $$;',
    ],
    ['a DO block', /DO block/, AT, 'do $$ begin end $$;'],
    ['a serial', /serial/, AT, create('id bigserial')],
    ['an identity', /identity/, AT, create('id bigint generated always as identity')],
  ],
  [['a comment about one', AT, '-- no trigger: create trigger would be refused\ncreate schema brokerage;']],
)

holds(
  'Migrations stay in their schema',
  sqlRules.migrationsOfTheirOwn,
  [
    ['a table of another', /people.note/, AT, '-- tenant\ncreate table people.note (council_id integer not null);'],
    [
      'a key to a later stage',
      /earlier stage/,
      AT,
      create(`${KEY}, foreign key (council_id, a) references direct_payments.payment (council_id, a)`),
    ],
    ['a change of another', /contracts.contract/, AT, 'alter table contracts.contract add column a text;'],
    ['an index on another', /contracts.contract/, AT, 'create index a on contracts.contract (council_id, a);'],
    [
      'a table without schema',
      /without its schema/,
      AT,
      '-- tenant\ncreate table offer (council_id integer not null);',
    ],
  ],
  [
    [
      'a key to an earlier stage',
      AT,
      create(`${KEY}, foreign key (council_id, a) references people.person (council_id, a)`),
    ],
    [
      'views of its own tables',
      AT,
      'create view brokerage.v_offer as select 1 from brokerage.offer o join brokerage.package p on p.a = o.a;',
    ],
  ],
)
