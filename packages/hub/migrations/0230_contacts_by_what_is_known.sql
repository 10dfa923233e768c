-- A rare tag or attribute among a million people is found without looking at each of them.
create index contacts_by_tag on contacts using gin (workspace_id, tags) where tags <> '{}';
create index contacts_by_attribute on contacts using gin (workspace_id, attributes jsonb_path_ops) where attributes <> '{}';
