import { Command, InvalidArgumentError, Option } from 'commander'
import { once } from 'node:events'
import { createWriteStream, existsSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createProbe } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Store, StoreSettings } from '#src/app.ts'
import { formatPence } from '#src/base/money.ts'
import { registerImportBoundaries } from '#src/councils/boundaries/import-boundaries.cli.ts'
import { registerImportHolidays } from '#src/councils/import-holidays.cli.ts'
import { registerImportAnswers } from '#src/payments/bank-answers/import-answers.cli.ts'
import { conformCommand } from '#src/payments/rate-files/conform.cli.ts'
import { rateCommand } from '#src/payments/rate-files/rate-files.cli.ts'
import type { Actor } from '#src/platform/actor.ts'
import { BadSealKey, SEAL_KEY_FILE } from '#src/platform/seal.ts'
import type { Shell } from '#src/platform/command.ts'
import { registerImportCqc } from '#src/providers/import-cqc.cli.ts'
import { registerImportOcds } from '#src/tendering/market-watch/import-ocds.cli.ts'

// The command line. What needs a database is imported by the command that needs it, so that `rate` starts at once.

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** While the trial council is served its folder is locked; this page does the same as `import cqc`. */
const IMPORT_PAGE = '/providers/imports'
/** And this one the same as `import ocds`. */
const MARKET_PAGE = '/market-watch/imports'
/** And this one the same as `import bank-answers`. */
const ANSWERS_PAGE = '/payment-files/answers'

/** Stops the command with words for the person at the terminal. */
class Stop extends Error {}

type Environment = Record<string, string | undefined>
const environment: Environment = process.env

/** The live database of DATABASE_URL, else the trial folder. */
const storeSettings = (): StoreSettings => ({
  ...(environment['DATABASE_URL']
    ? { url: environment['DATABASE_URL'], files: resolve(environment['ALMONER_FILES'] ?? join(PROJECT, 'files')) }
    : { folder: trialFolder() }),
  sealKey: environment['ALMONER_SEAL_KEY'],
})

const trialFolder = (): string => resolve(environment['ALMONER_DATA'] ?? join(PROJECT, '.almoner'))

const say = (words: string): void => void process.stdout.write(`${words}\n`)

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a whole number from 1 to 65535.')
  return port
}

function councilOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A council is named by its number, such as 1.')
  return Number(text)
}

// --- the store

async function openStore(page?: string): Promise<Store> {
  const app = await import('#src/app.ts')
  return inWords(() => app.openStore(storeSettings(), (error) => process.stderr.write(`${error.message}\n`)), page)
}

/** What may stand in the way of opening a store, said in words. */
async function inWords<T>(open: () => T | Promise<T>, page?: string): Promise<T> {
  const { SchemaUnfit } = await import('#src/app.ts')
  const { FolderInUse, servedAddress } = await import('#src/platform/folder-lock.ts')
  try {
    return await open()
  } catch (error) {
    if (error instanceof SchemaUnfit || error instanceof BadSealKey) throw new Stop(error.message)
    if (!(error instanceof FolderInUse)) throw error
    const address = servedAddress(trialFolder())
    throw new Stop(
      page && address ? `${error.message}\nOr use the page that does the same: ${address}${page}` : error.message,
    )
  }
}

/** The council that a command works for: the only one, or the one named. */
async function councilIn(store: Store, named: number | undefined): Promise<number> {
  const { listCouncils } = await import('#src/platform/councils.ts')
  const councils = await listCouncils(store.shell.database)
  if (named !== undefined && !councils.some(({ council }) => council === named))
    throw new Stop(`There is no council ${named} here.`)
  if (named !== undefined) return named
  const [only] = councils
  if (!only) throw new Stop('There is no council here yet. For the trial council, run npm start once.')
  if (councils.length === 1) return only.council
  const list = councils.map(({ council, name }) => `  ${council}  ${name}`).join('\n')
  throw new Stop(`There are several councils here. Name one by --council:\n${list}`)
}

async function withShell(
  council: number | undefined,
  page: string | undefined,
  work: (shell: Shell, actor: Actor) => Promise<number>,
): Promise<void> {
  const { systemActor } = await import('#src/platform/actor.ts')
  const store = await openStore(page)
  try {
    process.exitCode = await work(store.shell, systemActor(await councilIn(store, council)))
  } finally {
    await store.close()
  }
}

// --- the trial council

/** Says that the council in the folder was made to its end: one that was not is made again. */
const madeMark = (): string => join(trialFolder(), 'made.json')

/** The trial store with its council in it; `afresh` makes it anew. */
async function openTrial(afresh: boolean): Promise<Store> {
  const { LISTENERS } = await import('#src/app.ts')
  const { makeTrial } = await import('#src/trial/load-trial.ts')
  const { lockFolder } = await import('#src/platform/folder-lock.ts')
  if (!afresh && existsSync(madeMark())) return openStore()
  const lock = await inWords(() => lockFolder(trialFolder()))
  rmSync(madeMark(), { force: true })
  rmSync(join(trialFolder(), 'database'), { recursive: true, force: true })
  lock.release()
  const started = performance.now()
  say('Making the trial council, which takes about a minute …')
  const store = await openStore()
  try {
    const { database, now } = store.shell
    const counts = await makeTrial({
      database,
      listeners: LISTENERS,
      enqueue: store.enqueue,
      files: store.shell.files,
      seal: store.shell.seal,
      now: now(),
      say: (step) => say(`  ${step}`),
    })
    writeFileSync(madeMark(), `${JSON.stringify({ at: now().toString(), ...counts })}\n`)
    say(`Made in ${Math.round((performance.now() - started) / 1000)} seconds.`)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

async function trial(): Promise<void> {
  if (environment['DATABASE_URL']) {
    throw new Stop(
      'trial makes the trial council afresh in its own folder, and DATABASE_URL names a live database: unset it first.',
    )
  }
  const store = await openTrial(true)
  await store.close()
}

// --- serve

type ServeOptions = { readonly port: number; readonly host: string; readonly address?: string }

async function serve(options: ServeOptions): Promise<void> {
  const { createServer } = await import('#src/app.ts')
  const { openIdFrom } = await import('#src/platform/sign-in/settings.ts')
  const { mailSettingsFrom } = await import('#src/platform/sign-in/mail-sender.ts')
  const { stop } = await import('#src/platform/http/http.ts')
  const isTrial = !environment['DATABASE_URL']
  const mail = mailSettingsFrom(environment)
  if (isTrial && !LOOPBACK.includes(options.host)) {
    throw new Stop(
      'The trial council lets anyone choose who to be, so it is served on this machine only: leave --host out.',
    )
  }
  const port = await freePort(options)
  const store = await (isTrial ? openTrial(false) : openStore())
  try {
    const address = (
      options.address ?? `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`
    ).replace(/\/$/, '')
    const log = isTrial ? createWriteStream(join(trialFolder(), 'server.log'), { flags: 'a' }) : process.stdout
    const server = await createServer(store, {
      host: options.host,
      port,
      address,
      openId: openIdFrom(environment),
      logTo: log,
    })
    await server.listen({ host: options.host, port })
    await store.startJobs(mail)
    store.announce(address)
    say(isTrial ? welcome(address) : `Almoner serves at ${address}`)
    if (!isTrial && !store.shell.seal)
      say('Tenders that take bids cannot be published until ALMONER_SEAL_KEY is set: docs/operations.md says how.')
    if (!isTrial && !mail) say('Mail waits in the outbox until ALMONER_SMTP_URL and ALMONER_MAIL_FROM are set.')
    await signal()
    say('Stopping …')
    await stop(server)
  } finally {
    await store.close()
  }
}

const welcome = (address: string): string => `
Almoner serves the trial council at ${address}

Open it and choose who to be. To begin with:
  the broker           compare the offers for a package, and choose one
  the finance officer  make a pay run, and see why each visit costs what it does
  a provider           make an offer, send a call log, read a statement

Everyone in it is made up. Ctrl-C stops it; what you did is kept in ${trialFolder()}.
${environment['ALMONER_SEAL_KEY'] ? 'Bids are sealed by ALMONER_SEAL_KEY.' : `Bids are sealed by a key made for this trial: ${join(trialFolder(), SEAL_KEY_FILE)}`}
`

/** The port asked for, or any free one for 0; refused in words before anything is loaded. */
async function freePort({ port, host }: ServeOptions): Promise<number> {
  const probe = createProbe()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (error) {
    throw new Stop(whyNoPort((error as NodeJS.ErrnoException).code, port, host) ?? String(error))
  }
  const found = (probe.address() as { port: number }).port
  probe.close()
  await once(probe, 'close')
  return found
}

function whyNoPort(code: string | undefined, port: number, host: string): string | undefined {
  const another = 'Take another: npm start -- --port 8081'
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program (or by another Almoner). ${another}`
  if (code === 'EACCES') return `Port ${port} may only be opened by an administrator. ${another}`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}: leave --host out, or name one it has.`
  return undefined
}

/** Waits for Ctrl-C or a supervisor's stop; a second one ends at once. */
const signal = (): Promise<void> =>
  new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => {
        process.once(name, () => process.exit(1))
        done()
      })
    }
  })

// --- the other commands

/** Opens the account of a council that will work with live data; its officers come by their own sign-in. */
async function addCouncilTo(store: Store, name: string): Promise<void> {
  const { addCouncil, listCouncils } = await import('#src/platform/councils.ts')
  const { systemActor } = await import('#src/platform/actor.ts')
  const { nameCouncil } = await import('#src/councils/index.ts')
  const { database } = store.shell
  const known = await listCouncils(database)
  const same = known.find((council) => council.name === name)
  if (same) return say(`${name} is here already: council ${same.council}.`)
  const council = 1 + Math.max(0, ...known.map((one) => one.council))
  await addCouncil(database, { council, name, trial: false })
  await nameCouncil(store.shell, systemActor(council), { name })
  say(`${name} is council ${council}. Set ALMONER_OIDC_COUNCIL=${council} where its officers sign in.`)
}

async function migrateLive({ addCouncil }: { addCouncil?: string }): Promise<void> {
  const url = environment['DATABASE_URL']
  if (!url)
    throw new Stop('migrate brings a live database up to date: set DATABASE_URL. The trial council does it by itself.')
  const { migrateAll } = await import('#src/app.ts')
  const { openPostgres } = await import('#src/platform/engine.ts')
  const engine = openPostgres(url, { connections: 2 })
  try {
    const done = await migrateAll(engine)
    say(
      done.length > 0
        ? `Ran ${done.length} migrations:\n${done.map((name) => `  ${name}`).join('\n')}`
        : 'The schema is up to date.',
    )
  } finally {
    await engine.close()
  }
  if (addCouncil === undefined) return
  const store = await openStore()
  try {
    await addCouncilTo(store, addCouncil.trim())
  } finally {
    await store.close()
  }
}

async function verify(): Promise<void> {
  const { CHUNKED_TABLES } = await import('#src/app.ts')
  const { checkBooks } = await import('#src/payments/index.ts')
  const { systemActor } = await import('#src/platform/actor.ts')
  const { verifyAudit } = await import('#src/platform/audit.ts')
  const { chainHead } = await import('#src/platform/chain-head.ts')
  const { listCouncils } = await import('#src/platform/councils.ts')
  const store = await openStore()
  const { database } = store.shell
  try {
    for (const { council, name } of await listCouncils(database)) {
      const broken = await verifyAudit(database, council, CHUNKED_TABLES)
      const head = await chainHead(database, council)
      if (broken) process.exitCode = 1
      say(
        broken
          ? `${name}: BROKEN at line ${broken.seq}: ${broken.what}`
          : `${name}: ${head.seq} lines hold. The last is ${head.hash}`,
      )
      const faults = await store.shell.read(systemActor(council), checkBooks)
      if (faults.length > 0) process.exitCode = 1
      say(faults.length === 0 ? `${name}: the books balance.` : `${name}: THE BOOKS DO NOT HOLD`)
      for (const { what, ref, pence } of faults) say(`  ${ref}: ${what} (${formatPence(pence)})`)
    }
  } finally {
    await store.close()
  }
}

const exportTo = (folder: string, { council }: { council?: number }): Promise<void> =>
  withShell(council, undefined, async ({ database, now }, actor) => {
    const { exportAll, FolderNotEmpty } = await import('#src/platform/export-all.ts')
    try {
      await exportAll(database, actor.council, folder, now(), ({ table, rows }) =>
        say(`${String(rows).padStart(9)}  ${table}`),
      )
      return 0
    } catch (error) {
      if (error instanceof FolderNotEmpty) throw new Stop(error.message)
      throw error
    }
  })

// --- the program

const councilOption = () =>
  new Option('--council <number>', 'the council, where there are several').argParser(councilOf)

function program(): Command {
  const almoner = new Command('almoner')
    .description('commission adult social care: place, pay, check and account for it')
    .showHelpAfterError('Say almoner --help for the commands and their options.')
  almoner
    .command('serve')
    .description('serve the trial council, or with DATABASE_URL a live one')
    .addOption(
      new Option('--port <number>', 'the port; 0 takes any free one').default(8080).env('PORT').argParser(portOf),
    )
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .addOption(
      new Option('--address <url>', 'where browsers find it, when a proxy stands in front').env('ALMONER_ADDRESS'),
    )
    .action(serve)
  rateCommand(almoner)
  conformCommand(almoner)
  const imports = almoner
    .command('import')
    .description('read files of others into the records')
    .addOption(councilOption())
  const inCouncil = () => imports.opts<{ council?: number }>().council
  registerImportCqc(imports, (work) => withShell(inCouncil(), IMPORT_PAGE, work))
  registerImportOcds(imports, (work) => withShell(inCouncil(), MARKET_PAGE, work))
  registerImportBoundaries(imports, (work) => withShell(inCouncil(), undefined, work))
  registerImportAnswers(imports, (work) => withShell(inCouncil(), ANSWERS_PAGE, work))
  registerImportHolidays(imports, (work) => withShell(inCouncil(), undefined, work))
  almoner.command('trial').description('make the trial council afresh; what was done in it is lost').action(trial)
  almoner
    .command('migrate')
    .description('bring the schema of the live database up to date')
    .option('--add-council <name>', 'and open the account of a council, once')
    .action(migrateLive)
  almoner
    .command('verify')
    .description('walk the audit chains and add up the ledger; name the first broken link and what does not balance')
    .action(verify)
  almoner
    .command('export')
    .description('write everything that a council holds: a CSV file a table, and their sums')
    .argument('<folder>', 'a new or empty folder')
    .addOption(councilOption())
    .action(exportTo)
  return almoner
}

/** What the machine refuses, in words; anything else is a fault of Almoner's and shows where it happened. */
function words(error: unknown): string {
  if (error instanceof Stop) return error.message
  const { code, path, message } = error as NodeJS.ErrnoException
  const where = path ?? trialFolder()
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `Almoner may not write ${where}. Give the folder to this user, or name another by ALMONER_DATA.`
  }
  if (code === 'ENOSPC') return `There is no room left on the disk of ${where}.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return `The database of DATABASE_URL does not answer: ${message}`
  if (/^(28|3D)/.test(code ?? '')) return `The database of DATABASE_URL refuses: ${message}`
  return error instanceof Error ? (error.stack ?? message) : String(error)
}

await program()
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${words(error)}\n`)
    process.exitCode = 1
  })
