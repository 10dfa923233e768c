-- The number that a contact is written to by, the lowest of its numbers, stands in its own row: a question about everybody need not
-- group a million aliases. Whatever adds, moves or takes away a number says so here (contacts/keep-numbers.ts).
alter table contacts add column phone text;

update contacts c set phone = a.phone
from (select workspace_id, contact_id, min(value) as phone from contact_aliases where kind = 'e164' group by workspace_id, contact_id) a
where c.workspace_id = a.workspace_id and c.id = a.contact_id;

-- Who can be written to without a number. Numbers are not in it, so it costs an import nothing.
create index contact_aliases_by_bsuid on contact_aliases (workspace_id, portfolio_id, contact_id) where kind = 'bsuid';
