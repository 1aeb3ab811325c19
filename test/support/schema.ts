import type { Engine } from '#src/platform/engine.ts'

/** Our own schemas: what the libraries keep (migrations, jobs) is theirs to describe. */
const OWN = `n.nspname not in ('pg_catalog', 'information_schema', 'public', 'pgboss') and n.nspname not like 'pg_%'`

/** The database as SQL, in an order of its own: the same text on every engine for the same schema. */
export async function describeSchema(engine: Engine): Promise<string> {
  return engine.session(async (session) => {
    const lines = async (query: string): Promise<string[]> =>
      (await session.query(query)).rows.map((row) => (row as { line: string }).line)
    const tables = await lines(TABLES)
    const views = await lines(VIEWS)
    const indexes = await lines(INDEXES)
    const policies = await lines(POLICIES)
    const grants = await lines(GRANTS)
    return [tables, views, indexes, policies, grants].map((part) => `${part.join('\n')}\n`).join('\n')
  })
}

const TABLES = `
  select format(E'create table %I.%I (\\n%s\\n)%s;', n.nspname, c.relname,
    (select string_agg(piece, E',\\n' order by place, piece) from (
      select a.attnum as place, format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation then format(' collate %I', k.collname) else '' end,
        case when a.attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as piece
      from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_collation k on k.oid = a.attcollation
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union all
      select 10000, '  ' || pg_get_constraintdef(o.oid) from pg_constraint o where o.conrelid = c.oid and o.contype <> 'n') p),
    case when c.relrowsecurity then ' -- row-level security' else '' end) as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${OWN} order by n.nspname, c.relname`

const VIEWS = `
  select format('create view %I.%I%s (%s);', n.nspname, c.relname,
    case when c.reloptions is null then '' else ' with (' || array_to_string(c.reloptions, ', ') || ')' end,
    (select string_agg(a.attname, ', ' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0)) as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${OWN} order by n.nspname, c.relname`

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) || ';' as line
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where ${OWN} and not exists (select from pg_constraint o where o.conindid = i.indexrelid) order by 1`

const POLICIES = `
  select format('create policy %I on %I.%I for %s to %s using (%s) with check (%s);', p.policyname, p.schemaname, p.tablename, lower(p.cmd),
    array_to_string(p.roles, ', '), p.qual, p.with_check) as line
  from pg_policies p where p.schemaname not in ('public', 'pgboss') order by p.schemaname, p.tablename, p.policyname`

const GRANTS = `
  select format('grant %s on %I.%I to %s;', string_agg(lower(a.privilege_type), ', ' order by a.privilege_type), n.nspname, c.relname, r.rolname) as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
  where ${OWN} and r.rolname like 'almoner\\_%' and c.relkind in ('r', 'v') group by n.nspname, c.relname, r.rolname order by n.nspname, c.relname, r.rolname`
