-- How many agreed by a way is counted by the way's name and version in the evidence; hashed, because a source may be long.
create index consent_statements_of_ways on consent_statements (workspace_id, md5(evidence ->> 'source'))
  where choice = 'in' and evidence ->> 'source' like '%, version %';
