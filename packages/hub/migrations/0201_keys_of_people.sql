-- Numbers differ where kind and portfolio do not: compared first, they are found and written with half the comparisons.
alter table contact_aliases drop constraint contact_aliases_pkey, add primary key (workspace_id, value, kind, portfolio_id);

-- The order of the list and the key were two indexes of the same columns. The key alone now counts people without their rows.
drop index contacts_in_order;
alter table contacts drop constraint contacts_pkey, add primary key (workspace_id, id) include (merged_into);
