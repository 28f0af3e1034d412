package io.signalbeam.functions.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Asks PostgreSQL's own catalogue whether the walls between tenants stand. Each fault is one sentence. */
final class Catalogue {
    /** What {@code pg_get_expr} makes of {@code tenant_id = (SELECT current_tenant())}: evaluated once, not row by row. */
    private static final String ONE_TENANT =
            "'^\\((tenant_id|id) = \\( SELECT current_tenant\\(\\) AS current_tenant\\)\\)$'";

    private static final String RELATIONS = """
            with relations as (
                select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relispartition,
                       coalesce(c.reloptions, '{}') as options,
                       format('%I.%I', n.nspname, c.relname) as name,
                       exists (select from pg_attribute a
                               where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as of_tenants,
                       has_table_privilege('signalbeam_app', c.oid, 'select, insert, update, delete')
                           or has_any_column_privilege('signalbeam_app', c.oid, 'select, insert, update') as open_to_app,
                       -- Samples are copied in, and COPY takes no view: to add to this one table shows and changes nothing.
                       has_table_privilege('signalbeam_service', c.oid, 'select, update, delete')
                           or has_any_column_privilege('signalbeam_service', c.oid, 'select, update')
                           or (has_any_column_privilege('signalbeam_service', c.oid, 'insert')
                               and c.oid <> 'device_metrics'::regclass and not exists (
                                   select from pg_inherits i
                                   where i.inhrelid = c.oid and i.inhparent = 'device_metrics'::regclass))
                           as open_to_service
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$)'
            ),
            -- Which view reads which relation; what a view reads through another view counts as the other one's.
            reads as (
                select distinct r.ev_class as view, d.refobjid as relation
                from pg_rewrite r
                join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
                    and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
            )
            """;

    /** Fault to the query that finds the names of what has it. */
    private static final Map<String, String> RULES = new TreeMap<>(Map.ofEntries(
            Map.entry("has a tenant, and neither row-level security nor a barrier view in its place", """
                    select name from relations r
                    where of_tenants and relkind in ('r', 'p', 'f') and not relispartition and not relrowsecurity
                      and not exists (select from reads join relations v on v.oid = reads.view
                                      where reads.relation = r.oid and v.open_to_app)
                      and not exists (select from pg_inherits i where i.inhrelid = r.oid)
                    """),
            Map.entry("is open to the app without row-level security", """
                    select name from relations where relkind in ('r', 'p', 'f') and open_to_app and not relrowsecurity
                    """),
            Map.entry("is open to the service without row-level security", """
                    select name from relations where relkind in ('r', 'p', 'f') and open_to_service and not relrowsecurity
                    """),
            Map.entry("has row-level security and no policy for the app", """
                    select name from relations r where relrowsecurity and open_to_app and not exists (
                        select from pg_policy p where p.polrelid = r.oid and 'signalbeam_app'::regrole = any (p.polroles))
                    """),
            Map.entry("has a policy that lets the app see more than one tenant", """
                    select r.name from relations r join pg_policy p on p.polrelid = r.oid
                    where p.polpermissive and (p.polroles && array['signalbeam_app'::regrole::oid, 0::oid])
                      and (r.of_tenants or r.relname = 'tenants')
                      and p.polcmd <> 'a' and coalesce(pg_get_expr(p.polqual, p.polrelid), '') !~ %1$s
                    """.formatted(ONE_TENANT)),
            Map.entry("has a policy that lets the app write for more than one tenant", """
                    select r.name from relations r join pg_policy p on p.polrelid = r.oid
                    where p.polpermissive and (p.polroles && array['signalbeam_app'::regrole::oid, 0::oid])
                      and p.polcmd in ('a', 'w', '*')
                      and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid), '') !~ %1$s
                    """.formatted(ONE_TENANT)),
            Map.entry("is a partition or chunk with a grant, which passes by its parent's policies", """
                    select name from relations r where (open_to_app or open_to_service)
                      and (relispartition or exists (select from pg_inherits i where i.inhrelid = r.oid))
                    """),
            Map.entry("lets the app truncate, refer or trigger, which no policy looks at", """
                    select name from relations where has_table_privilege('signalbeam_app', oid, 'truncate, references, trigger')
                       or has_table_privilege('signalbeam_service', oid, 'truncate, references, trigger')
                    """),
            Map.entry("is a view without a security barrier", """
                    select name from relations where relkind = 'v' and (open_to_app or open_to_service)
                      and not 'security_barrier=true' = any (options)
                    """),
            Map.entry("is a view that shows the app more than one tenant", """
                    select name from relations where relkind = 'v' and open_to_app
                      and not 'security_invoker=true' = any (options)
                      and pg_get_viewdef(oid) !~ 'WHERE \\(?tenant_id = \\( SELECT current_tenant\\(\\) AS current_tenant\\)\\)?;?\\s*$'
                    """),
            Map.entry("is a view without a check option", """
                    select name from relations where relkind = 'v' and open_to_app and pg_relation_is_updatable(oid, true) <> 0
                      and not 'security_invoker=true' = any (options)
                      and not 'check_option=cascaded' = any (options)
                    """),
            Map.entry("is a materialized view, which can have no policy", """
                    select name from relations where relkind = 'm' and (open_to_app or open_to_service)
                    """),
            Map.entry("has a foreign key that could lead to another tenant", """
                    select distinct r.name from pg_constraint k
                    join relations r on r.oid = k.conrelid join relations t on t.oid = k.confrelid
                    where k.contype = 'f' and r.of_tenants and t.of_tenants and not exists (
                        select from unnest(k.conkey, k.confkey) as pair (own, other)
                        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
                        join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other
                        where a.attname = 'tenant_id' and b.attname = 'tenant_id')
                    """),
            Map.entry("is a function with its owner's rights that looks into temporary tables first", """
                    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where p.prosecdef and n.nspname !~ '^(pg_|information_schema$)'
                      and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=.*, *pg_temp$')
                    """),
            Map.entry("is a function with its owner's rights that anybody may call", """
                    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where p.prosecdef and n.nspname !~ '^(pg_|information_schema$)' and p.prorettype <> 'trigger'::regtype
                      and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))
                    """),
            Map.entry(
                    "is a function with its owner's rights that the app may call for more than finding a tenant", """
                    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where p.prosecdef and n.nspname !~ '^(pg_|information_schema$)' and p.proname !~ '^tenant_of_'
                      and p.prorettype <> 'trigger'::regtype
                      and has_function_privilege('signalbeam_app', p.oid, 'execute')
                    """),
            Map.entry("is a role of the app that may do more than its grants", """
                    select rolname from pg_roles where rolname in ('signalbeam_app', 'signalbeam_service')
                      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin)
                    """),
            Map.entry("is a login of the app that may do more than its roles", """
                    select distinct m.rolname from pg_auth_members g join pg_roles m on m.oid = g.member
                    where g.roleid in ('signalbeam_app'::regrole, 'signalbeam_service'::regrole)
                      and (m.rolsuper or m.rolbypassrls or m.rolcreaterole or m.rolcreatedb or m.rolreplication)
                    """),
            Map.entry("is a role of the app that can become another", """
                    select m.member::regrole::text from pg_auth_members m
                    where m.member in ('signalbeam_app'::regrole, 'signalbeam_service'::regrole)
                    """),
            Map.entry("is a login that can become both the app and something else", """
                    select m.member::regrole::text from pg_auth_members m
                    where m.roleid = 'signalbeam_app'::regrole and exists (
                        select from pg_auth_members o where o.member = m.member and o.roleid <> m.roleid)
                    """),
            Map.entry("is a role of the app that owns something, and so stands above its policies", """
                    select refobjid::regrole::text from pg_shdepend
                    where refclassid = 'pg_authid'::regclass and deptype = 'o'
                      and refobjid in (select oid from pg_roles r where r.rolname in ('signalbeam_app', 'signalbeam_service')
                          or exists (select from pg_auth_members m where m.member = r.oid
                              and m.roleid in ('signalbeam_app'::regrole, 'signalbeam_service'::regrole)))
                    """),
            Map.entry("is a schema in which the app may make things", """
                    select nspname from pg_namespace where nspname !~ '^pg_'
                      and (has_schema_privilege('signalbeam_app', oid, 'create')
                          or has_schema_privilege('signalbeam_service', oid, 'create'))
                    """)));

    private Catalogue() {}

    /** Everything that is wrong, in words; empty when the walls stand. */
    static List<String> faults(Jdbi owner) {
        return owner.withHandle((Handle tx) -> faults(tx));
    }

    /** Likewise, within a transaction that has changed something. */
    static List<String> faults(Handle tx) {
        var found = new ArrayList<String>();
        RULES.forEach((fault, query) -> names(tx, query).forEach(name -> found.add(name + " " + fault)));
        return found;
    }

    /** Tables and views of tenants that the app has any right to. */
    static List<String> openToTheApp(Jdbi owner) {
        return owner.withHandle(
                tx -> names(tx, "select relname as name from relations where of_tenants and open_to_app order by 1"));
    }

    private static List<String> names(Handle tx, String query) {
        // A colon is PostgreSQL's cast here, not Jdbi's parameter.
        try (var statement = tx.getConnection().createStatement();
                var rows = statement.executeQuery(RELATIONS + query)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }
}
