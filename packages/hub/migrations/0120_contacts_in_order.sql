-- A list of a million people begins anywhere: those who are nobody's redirect, in the order in which they came, counted without their rows.
create index contacts_in_order on contacts (workspace_id, id) where merged_into is null;
